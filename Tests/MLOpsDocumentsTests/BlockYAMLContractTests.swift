import MLOpsCore
import MLOpsDocuments
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against the ruamel.yaml that dvc writes its files with.
@Suite struct BlockYAMLContractTests {
    /// Values at random, and the text that dvc makes of each.
    private static let script = """
        import json, random
        from dvc.utils.serialize import dumps_yaml
        random.seed(7)
        long = "--a-long-option=and/on/for/a/while/until/the/line/is/full/and/the/next/one/as/well.txt"
        words = ["a", "python", "src/train.py", "--lr", "0.001", "&&", "'x y'", '"q"', "#c", "key: v", "${x}", "\\u00e9",
                 "100", "true", "-", long, "|", "{a}", "[b]", "\\\\n", "  ", "\\t", "2020-01-01", "*", "\\u65e5\\u672c", ":"]
        alone = ["", "null", "1e5", "0x1f", "no", "on", "~", "=", "<<", "1_000", "+1", ".5", ".inf", "0o17", "12:30:45",
                 "2020-01-01 10:00:00", "2020-01-01", "a\\nb", "x \\ny", "a: b", "- a", "? b", "'", " lead", "trail ",
                 "\\u00a0x", "\\U0001F600", "\\x07bell", "a\\n  b\\n", "it's", "---", "...x", "@a", "%a", "a #b", "a:", "\\ufeffx"]
        def text():
            if random.random() < .3: return random.choice(words + alone)
            text = " ".join(random.choice(words) for _ in range(random.randint(1, 40)))
            if random.random() < .15: text = text.replace(" && ", "\\n")
            return text.strip() if random.random() < .8 else text
        def value(depth):
            kind = random.random()
            if depth < 4 and kind < .2: return {text()[:60] or "k": value(depth + 1) for _ in range(random.randint(0, 4))}
            if depth < 4 and kind < .4: return [value(depth + 1) for _ in range(random.randint(0, 4))]
            if kind < .8: return text()
            return random.choice([None, True, False, 0, -5, 2 ** 70, 1.5, 1e-05, 1e17, 1.0, 0.1 + 0.2])
        items = []
        for index in range(600):
            item = {"k": text()} if index % 3 == 0 else {"schema": "2.0", "stages": {"s": value(1), "t": value(1)}}
            items.append([item, dumps_yaml(item)])
        print(json.dumps(items))
        """

    @Test func textIsThatOfDVC() throws {
        let dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
        // The interpreter that dvc runs with has dvc's libraries.
        let head = try Files.read(dvc).prefix { $0 != 0x0a }.dropFirst(2)
        let python = String(decoding: head, as: UTF8.self)
        let output = try ChildProcess.run([python, "-c", Self.script]).output
        let items = try #require(try JSONValue.parse(output).arrayValue)
        for item in items {
            let pair = try #require(item.arrayValue)
            #expect(BlockYAML.document(pair[0]) == pair[1].stringValue)
        }
        #expect(items.count == 600)
    }
}
