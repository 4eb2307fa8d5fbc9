import MLOpsGit
import Testing

@testable import MLOpsLFS
@testable import MLOpsTransfer

/// How long is waited (git-lfs-config(5)).
@Suite struct PatienceTests {
    private func config(_ settings: [String: String]) -> LFSConfig {
        LFSConfig(git: GitConfig(listing: Array(settings.map { "\($0.key)\n\($0.value)\u{0}" }.joined().utf8)))
    }

    @Test func waitsAreThoseOfTheConfiguration() {
        let standard = config([:]).patience(for: "https://h/x")
        #expect(standard.connect == 60_000 && standard.slowSeconds == 30 && standard.keepAlive == 1800)
        let own = config([
            "lfs.dialtimeout": "2", "lfs.tlstimeout": "3", "lfs.activitytimeout": "7", "lfs.keepalive": "11",
            "lfs.https://slow.activitytimeout": "90", "lfs.https://never.activitytimeout": "0",
        ])
        let patience = own.patience(for: "https://h/x")
        #expect(patience.connect == 5000 && patience.slowSeconds == 7 && patience.keepAlive == 11)
        #expect(own.patience(for: "https://slow/x").slowSeconds == 90)
        // Not at all.
        #expect(own.patience(for: "https://never/x").slowSeconds == 0)
        #expect(own.activityTimeout(for: "https://never/x") == nil)
        #expect(config([:]).activityTimeout(for: "https://h", standard: 120) == 120)
    }

    @Test func whatMakesNoSenseIsTheStandard() {
        let odd = config(["lfs.dialtimeout": "-1", "lfs.activitytimeout": "soon", "lfs.keepalive": "0"])
        #expect(odd.patience(for: "https://h") == config([:]).patience(for: "https://h"))
    }
}
