import MLOpsGit
import MLOpsLFS
import Testing

/// Where a Git LFS server is (Git LFS, docs/api/server-discovery.md).
@Suite struct EndpointTests {
    static func finder(_ settings: [String: String], shared: [String: String] = [:], branch: String? = nil)
        -> EndpointFinder
    {
        let listing = { (settings: [String: String]) in
            Array(settings.map { "\($0.key)\n\($0.value)\u{0}" }.joined().utf8)
        }
        let config = LFSConfig(git: GitConfig(listing: listing(settings)), sharedListing: listing(shared))
        return EndpointFinder(config: config, branch: branch)
    }

    @Test(arguments: [
        ("https://h/foo/bar", "https://h/foo/bar.git/info/lfs"),
        ("https://h/foo/bar.git", "https://h/foo/bar.git/info/lfs"),
        ("https://h/foo/bar/", "https://h/foo/bar.git/info/lfs"),
        ("https://h:8443/bar.git", "https://h:8443/bar.git/info/lfs"),
        ("http://u@h/bar", "http://u@h/bar.git/info/lfs"),
        ("git@h:foo/bar.git", "https://h/foo/bar.git/info/lfs"),
        ("h:/foo/bar", "https://h/foo/bar.git/info/lfs"),
        ("ssh://git@h/foo/bar.git", "https://h/foo/bar.git/info/lfs"),
        ("ssh://git@h:2222/foo/bar", "https://h/foo/bar.git/info/lfs"),
        ("git+ssh://git@h/foo", "https://h/foo.git/info/lfs"),
        ("git://h/foo", "https://h/foo.git/info/lfs"),
    ])
    func isDerivedFromTheRemote(_ url: String, _ expected: String) {
        let finder = Self.finder(["remote.origin.url": url])
        #expect(finder.endpoint(.download)?.url == expected)
        #expect(finder.endpoint(.upload)?.url == expected)
    }

    @Test(
        arguments: [
            ("git@h:foo/bar.git", "git@h", nil, "foo/bar.git"), ("ssh://h/foo", "h", nil, "/foo"),
            ("ssh://MyHost/foo", "MyHost", nil, "/foo"),
            ("ssh://u@h:2222/~/foo", "u@h", "2222", "~/foo"), ("[h:22]:foo", "h", "22", "foo"),
            ("ssh://[::1]:22/foo", "::1", "22", "/foo"), ("[::1]:foo", "::1", nil, "foo"),
        ] as [(String, String, String?, String)])
    func shellsAreTold(_ url: String, _ host: String, _ port: String?, _ path: String) {
        let target = Self.finder(["remote.origin.url": url]).endpoint(.download)?.ssh
        #expect(target == SSHTarget(userAndHost: host, port: port, path: path))
    }

    @Test(arguments: ["/srv/foo", "file:///srv/foo", "../foo", "./a:b"])
    func foldersHaveNoServer(_ url: String) {
        #expect(Self.finder(["remote.origin.url": url]).endpoint(.download)?.kind == .file)
    }

    @Test func keysCountInTheirOrder() {
        var settings = ["remote.origin.url": "https://h/git"]
        let endpoints = { () -> [String?] in
            let finder = Self.finder(settings)
            return [finder.endpoint(.download)?.url, finder.endpoint(.upload)?.url]
        }
        settings["remote.origin.pushurl"] = "https://h/push"
        #expect(endpoints() == ["https://h/git.git/info/lfs", "https://h/push.git/info/lfs"])
        settings["remote.origin.lfsurl"] = "https://h/lfs"
        #expect(endpoints() == ["https://h/lfs", "https://h/lfs"])
        settings["remote.origin.lfspushurl"] = "https://h/lfspush"
        #expect(endpoints() == ["https://h/lfs", "https://h/lfspush"])
        settings["lfs.url"] = "https://all"
        #expect(endpoints() == ["https://all", "https://all"])
        settings["lfs.pushurl"] = "https://allpush"
        #expect(endpoints() == ["https://all", "https://allpush"])
    }

    @Test func remotesCountInTheirOrder() {
        var settings = ["remote.a.url": "https://h/a"]
        let remotes = { () -> [String] in
            let finder = Self.finder(settings, branch: "main")
            return [finder.defaultRemote(.download), finder.defaultRemote(.upload)]
        }
        #expect(remotes() == ["a", "a"])
        settings["remote.b.url"] = "https://h/b"
        #expect(remotes() == ["origin", "origin"])
        settings["remote.lfsdefault"] = "a"
        #expect(remotes() == ["a", "a"])
        settings["branch.main.remote"] = "b"
        #expect(remotes() == ["b", "b"])
        settings["remote.pushdefault"] = "c"
        #expect(remotes() == ["b", "c"])
        settings["remote.lfspushdefault"] = "d"
        #expect(remotes() == ["b", "d"])
        settings["branch.main.pushremote"] = "e"
        #expect(remotes() == ["b", "e"])
    }

    @Test func aliasesReplaceTheLongestPrefix() {
        let finder = Self.finder([
            "remote.origin.url": "gh:foo/bar", "url.https://long/.insteadof": "gh:foo/",
            "url.https://short/.insteadof": "gh:", "url.https://push/.pushinsteadof": "gh:",
        ])
        #expect(finder.endpoint(.download)?.url == "https://long/bar.git/info/lfs")
        #expect(finder.endpoint(.upload)?.url == "https://push/foo/bar.git/info/lfs")
    }

    @Test func gitProtocolMayBeHTTP() {
        let finder = Self.finder(["remote.origin.url": "git://h:1234/foo", "lfs.gitprotocol": "http"])
        #expect(finder.endpoint(.download)?.url == "http://h:1234/foo.git/info/lfs")
    }

    @Test func unknownRemotesFallBackToOrigin() {
        let finder = Self.finder(["remote.origin.url": "https://h/o", "remote.x.fetch": "y"])
        #expect(finder.endpoint(.download, remote: "x")?.url == "https://h/o.git/info/lfs")
        #expect(Self.finder([:]).endpoint(.download) == nil)
        #expect(Self.finder([:]).endpoint(.download, remote: "https://h/u")?.url == "https://h/u.git/info/lfs")
        #expect(Self.finder(["remote.origin.url": "ext::sh -c foo"]).endpoint(.download)?.kind == .unknown)
    }

    @Test func fetchHeadIsTheLastResort() {
        let config = LFSConfig(git: GitConfig(listing: []))
        let text = "1234\t\tbranch 'main' of https://h/f\n"
        #expect(EndpointFinder(config: config, fetchHead: text).endpoint(.download)?.url == "https://h/f.git/info/lfs")
    }

    @Test func sharedFileHasOnlySafeKeys() {
        let shared = [
            "lfs.url": "https://shared", "lfs.pushurl": "https://sharedpush", "remote.origin.lfsurl": "https://r",
            "lfs.https://shared.access": "basic", "lfs.storage": "/etc", "core.sshcommand": "evil",
            "lfs.extension.x.clean": "evil", "credential.helper": "!evil", "lfs.standalonetransferagent": "evil",
            "lfs.customtransfer.x.path": "evil", "http.proxy": "evil", "remote.origin.url": "https://evil",
            "lfs.concurrenttransfers": "1", "lfs.fetchinclude": "a",
        ]
        let finder = Self.finder([:], shared: shared)
        #expect(finder.endpoint(.download)?.url == "https://shared")
        #expect(finder.endpoint(.upload)?.url == "https://sharedpush")
        #expect(finder.config["lfs.fetchinclude"] == "a")
        for key in [
            "lfs.storage", "core.sshcommand", "lfs.extension.x.clean", "credential.helper", "http.proxy",
            "lfs.standalonetransferagent", "lfs.customtransfer.x.path", "remote.origin.url", "lfs.concurrenttransfers",
        ] {
            #expect(finder.config[key] == nil)
            #expect(finder.config.ignoredKeys.contains(key))
        }
        #expect(Self.finder(["lfs.url": "https://own"], shared: shared).endpoint(.download)?.url == "https://own")
    }

    @Test func urlKeysMatchAsGitDoes() {
        let config = LFSConfig(
            git: GitConfig(
                listing: Array(
                    "lfs.https://h.x\nhost\u{0}lfs.https://h/a.x\npath\u{0}lfs.https://*.wild.x\nwild\u{0}lfs.x\nall\u{0}"
                        .utf8)))
        for (url, expected) in [
            ("https://h/b", "host"), ("https://h/a/b", "path"), ("https://h/ab", "host"), ("https://h:443/a", "path"),
            ("https://h:8443/a", "all"), ("http://h/a", "all"), ("https://u@h/a", "path"), ("https://z.wild/", "wild"),
            ("https://y.z.wild/", "all"),
        ] {
            #expect(config.value("lfs", "x", for: url) == expected, "\(url)")
        }
    }
}
