import MLOpsStore
import Testing

@Suite struct StoreLocationTests {
    let location = GitLocation(gitDirectory: "/r/.git/worktrees/w", commonDirectory: "/r/.git")

    func root(_ storage: String?) -> String {
        ObjectStore(of: location, environment: ["HOME": "/home/ada"]) { $0 == "lfs.storage" ? storage : nil }.root
    }

    @Test func isSharedByWorktreesAndHonoursStorage() {
        #expect(root(nil) == "/r/.git/lfs")
        #expect(root("") == "/r/.git/lfs")
        #expect(root("/data/store") == "/data/store")
        #expect(root("../store") == "/r/store")
        #expect(root("~/store") == "/home/ada/store")
    }

    @Test(arguments: [("loose-object", true), ("pack,all", true), ("pack", false)])
    func readsCoreFsync(_ value: String, _ isDurable: Bool) {
        let store = ObjectStore(of: location, environment: [:]) { $0 == "core.fsync" ? value : nil }
        #expect(store.isDurable == isDurable)
    }
}
