import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct NotebookFilterTests {
    let notebook = Array(
        #"""
        {
         "cells": [
          {
           "cell_type": "code",
           "execution_count": 3,
           "metadata": {},
           "outputs": [{"name": "stdout", "output_type": "stream", "text": ["secret\n"]}],
           "source": ["print('x')"]
          }
         ],
         "metadata": {},
         "nbformat": 4,
         "nbformat_minor": 4
        }

        """#.utf8)

    @Test func cleanStripsAndSmudgePassesThrough() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client(verb: "notebook-process")
        let cleaned = try client.clean("a.ipynb", notebook)
        #expect(cleaned.status == ["status=success\n"])
        #expect(!cleaned.content.asString.contains("secret"))
        #expect(cleaned.content.asString.contains("print('x')"))
        #expect(try client.clean("a.ipynb", cleaned.content).content == cleaned.content)
        #expect(try client.smudge("a.ipynb", notebook).content == notebook)
        #expect(try client.smudge("a.ipynb", notebook, canDelay: true).content == notebook)
        #expect(client.finish().status == .exited(0))
        #expect(fixture.objects.isEmpty)
    }

    @Test func oneShotDoesTheSame() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client(verb: "notebook-process")
        let cleaned = try client.clean("a.ipynb", notebook).content
        #expect(try fixture.oneShot("notebook-clean", "--", "a.ipynb", input: notebook).check().outputBytes == cleaned)
        #expect(
            try fixture.oneShot("notebook-smudge", "--", "a.ipynb", input: notebook).check().outputBytes == notebook)
    }

    @Test func aBrokenNotebookIsStoredAsItIsWithAWarning() throws {
        let fixture = try FilterRepository()
        let broken = Array("<<<<<<< HEAD\n{}\n".utf8)
        let result = try fixture.oneShot("notebook-clean", "a.ipynb", input: broken).check()
        #expect(result.outputBytes == broken)
        #expect(result.errors.hasPrefix("warning: 'a.ipynb' is not stripped: not a notebook: line 1"))
    }
}
