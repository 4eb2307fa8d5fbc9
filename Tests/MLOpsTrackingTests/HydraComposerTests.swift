import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTracking

/// Against Hydra itself: the same folder and overrides compose the same configuration, or neither does.
@Suite struct HydraComposerTests {
    private static let files = [
        "config.yaml": """
        defaults:
          - db: mysql
          - _self_
          - model: small
          - optional extra: missing
          - server/apache
          - /server/site@sites.first: blog
          - override model/optimizer: sgd
        name: base
        seed: 1
        db: {user: root}
        url: ${db.host}:${db.port}/${name}
        port: ${db.port}
        list: [1, 2]
        hydra: {job: {name: x}}
        """,
        "plain.yaml": "defaults:\n- db: pg\ndb: {port: 9}\na: {b: 1}\n",
        "db/mysql.yaml": "host: my\nport: 3306\nuser: nobody\n",
        "db/pg.yaml": "host: pg\nport: 5432\n",
        "model/small.yaml":
            "defaults:\n- optimizer: adam\n- layers\n- _self_\nsize: 1\nrate: ${.size}\nup: ${..seed}\n",
        "model/large.yaml": "# @package _global_\ndefaults:\n- /db: pg\nmodel: {size: 9}\nseed: 7\n",
        "model/layers.yaml": "layers: [a, b]\n",
        "model/optimizer/adam.yaml": "kind: adam\n",
        "model/optimizer/sgd.yaml": "kind: sgd\nlr: 0.1\n",
        "server/apache.yaml": "# @package web.server\ndefaults:\n- site: [blog, shop]\nkind: apache\n",
        "server/site/blog.yaml": "blog: {path: /blog}\n",
        "server/site/shop.yaml": "shop: {path: /shop}\n",
    ]

    private static let cases: [(String, [String])] = [
        ("config", []), ("config", ["db=pg"]), ("config", ["model=large"]), ("config", ["seed=5", "+new.deep=[1,2]"]),
        ("config", ["~list"]), ("config", ["db=nothing"]), ("config", ["nothing=1"]), ("config", ["+db.user=x"]),
        ("config", ["++db.user=x", "++q.r=1"]), ("config", ["~db"]), ("config", ["model/optimizer=adam"]),
        ("config", ["+server/site@more=shop"]), ("config", ["name=a b", "db.port=1"]), ("plain", []),
        ("plain", ["+model=small"]), ("plain", ["db.port=10", "~a.b"]), ("plain", ["~a.b=2"]),
        ("plain", ["model=small"]),
        ("plain", ["+model=large"]), ("plain", ["a={b:2,c:3}"]),
    ]

    @Test func itComposesWhatHydraComposes() throws {
        let python = try #require(Peers.find("python"), Comment(rawValue: Peers.missing("python")))
        let directory = TempDirectory()
        for (name, text) in Self.files { try directory.write("conf/\(name)", text + "\n") }
        let script = """
            import json, sys
            from hydra import compose, initialize_config_dir
            from omegaconf import OmegaConf
            with initialize_config_dir(sys.argv[1], version_base=None):
                for name, overrides in json.load(sys.stdin):
                    try:
                        config = compose(config_name=name, overrides=overrides)
                        OmegaConf.resolve(config)
                        print(json.dumps(OmegaConf.to_object(config)))
                    except Exception as error:
                        print("null")
            """
        let input = JSONValue.array(
            Self.cases.map { [.string($0.0), .array($0.1.map(JSONValue.string))] }
        ).serialized()
        let result = try Shell.run(
            [python, "-c", script, directory.path("conf")], in: directory.path,
            environment: TestEnvironment.make(home: directory.path), input: input
        ).check()
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == Self.cases.count)
        let composer = HydraComposer(
            read: { try Files.readIfPresent(directory.path("conf/\($0)")) },
            isGroup: { Files.isDirectory(directory.path("conf/\($0)")) })
        for (one, line) in zip(Self.cases, lines) {
            let theirs = try JSONValue.parse(Array(line.utf8))
            let ours = try? composer.compose(one.0, overrides: one.1.map { try HydraOverride($0) })
            #expect(Self.sorted(ours ?? .null) == Self.sorted(theirs), "\(one)")
        }
    }

    private static func sorted(_ value: JSONValue) -> String { value.serialized(.compact(sortedKeys: true)).asText }

    @Test(arguments: ["${oc.env:HOME}", "${a", "${missing}", "${a}", "${..x}", "${list.2}", "${list[7]}"])
    func interpolationsAreBounded(_ text: String) {
        let files = ["config.yaml": "a: \"\(text)\"\nlist: [1, 2]\n"]
        let composer = HydraComposer(read: { files[$0].map { Array($0.utf8) } }, isGroup: { _ in false })
        #expect(throws: Diagnostic.self) { try composer.compose() }
    }
}
