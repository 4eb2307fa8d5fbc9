import MLOpsSystem
import Testing

@Suite struct ArchitectureTests {
    private let manifest: PackageManifest

    init() throws {
        manifest = PackageManifest(try PackageRoot.read("Package.swift"))
    }

    @Test func packageDeclaresOnlyAllowedEdges() {
        for target in manifest.targets where !target.isTest {
            guard let allowed = AllowedEdges.table[target.name] else {
                Issue.record("'\(target.name)' is not in AllowedEdges")
                continue
            }
            #expect(target.uses.subtracting(allowed).isEmpty, "\(target.name) uses more than AllowedEdges allows")
        }
    }

    @Test func tableAndPackageNameTheSameModules() throws {
        let targets = Set(manifest.targets.filter { !$0.isTest }.map(\.name))
        #expect(targets == Set(AllowedEdges.table.keys))
        #expect(try Set(Files.list(Paths.join(PackageRoot.path, "Sources"))) == targets)
    }

    @Test func arrowsPointDownOnly() {
        var settled: Set<String> = ["Crypto", "Yams", "GRDB", "ArgumentParser"]
        var waiting = AllowedEdges.table
        while let next = waiting.first(where: { $0.value.isSubset(of: settled) })?.key {
            settled.insert(next)
            waiting[next] = nil
        }
        #expect(waiting.isEmpty, "these modules know each other in a circle")
    }

    @Test func otherPeoplesLibrariesHaveOneHome() {
        func users(_ library: String) -> Set<String> {
            Set(AllowedEdges.table.filter { $0.value.contains(library) }.keys)
        }
        #expect(users("CGit2") == ["MLOpsGit"])
        #expect(users("CMLOpsShims") == ["MLOpsSystem"])
        #expect(users("Yams") == ["MLOpsDocuments"])
        #expect(users("GRDB") == ["MLOpsIndex"])
        #expect(users("ArgumentParser") == ["MLOpsCommands"])
        #expect(users("Crypto") == ["MLOpsStore", "MLOpsCheckout", "MLOpsLog", "MLOpsTracking"])
    }

    /// The program that git starts for every file links nothing that is slow to start.
    @Test func filterProgramStaysSmall() {
        #expect(
            manifest.closure("git-mlops-filter") == [
                "MLOpsFilter", "MLOpsCore", "MLOpsSystem", "MLOpsStore", "MLOpsCheckout", "MLOpsNotebook",
                "CMLOpsShims", "Crypto",
            ])
        for file in AllowedEdges.foundationFiles {
            #expect(!manifest.closure("git-mlops-filter").contains(SourceFile(file, "").module))
        }
    }

    @Test func everySourceFileKeepsTheRules() throws {
        let files = try SourceFile.all(below: "Sources", root: PackageRoot.path)
        #expect(files.count > 100)
        let violations = files.flatMap(SourceRules.violations)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    /// Importing a module that the target does not depend on works or fails by the order of the build.
    @Test func testsImportWhatIsBuiltBefore() throws {
        for file in try SourceFile.all(below: "Tests", root: PackageRoot.path) {
            let built = manifest.closure(file.module).union(["MLOpsTestSupport"])
            let ours = Set(file.imports).intersection(AllowedEdges.table.keys)
            #expect(ours.isSubset(of: built), "\(file.path) imports what its target does not depend on")
        }
    }

    /// SwiftPM's resources are slow to embed and need Foundation; ours live in share/.
    @Test func packageHasNoResources() throws {
        #expect(!(try PackageRoot.read("Package.swift").contains("resources:")))
    }

    /// A live dotfile in the skeleton would act on this repository; they are stored as `dot-NAME`.
    @Test func skeletonHasNoLiveDotfiles() throws {
        let paths = try SourceFile.paths(below: "skeleton", root: PackageRoot.path)
        #expect(!paths.isEmpty)
        #expect(paths.filter(Self.hasDotfile) == [])
        #expect(Self.hasDotfile("skeleton/default/files/.gitignore"))
        #expect(Self.hasDotfile("skeleton/default/.github/workflows/x.yml"))
    }

    private static func hasDotfile(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.hasPrefix(".") }
    }
}
