import MLOpsGit
import MLOpsLFS
import Testing

/// Which ref a push updates (git-config(1), push.default).
@Suite struct PushReferenceTests {
    @Test(arguments: [
        (nil, "origin", "refs/heads/theirs"), ("simple", "origin", "refs/heads/theirs"),
        ("simple", "other", "refs/heads/ours"), ("upstream", "other", "refs/heads/theirs"),
        ("tracking", "other", "refs/heads/theirs"), ("current", "origin", "refs/heads/ours"),
        ("matching", "origin", "refs/heads/ours"),
    ])
    func followsPushDefault(_ mode: String?, _ remote: String, _ expected: String) {
        var listing = "branch.ours.remote\norigin\u{0}branch.ours.merge\nrefs/heads/theirs\u{0}"
        if let mode { listing += "push.default\n\(mode)\u{0}" }
        let config = GitConfig(listing: Array(listing.utf8))
        #expect(PushReference.updated(by: "refs/heads/ours", remote: remote, config) == expected)
        #expect(PushReference.updated(by: "refs/tags/v1", remote: remote, config) == "refs/tags/v1")
    }
}
