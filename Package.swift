// swift-tools-version: 6.2
import Foundation
import PackageDescription

// .ci/run sets it; elsewhere a newer compiler's new warning must not stop anybody from building.
let warningsAreErrors: [SwiftSetting] =
    Context.environment["GIT_MLOPS_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + warningsAreErrors

/// A program that git starts must start quickly. The toolchain's own linker saves 10% beside gold, the default, and
/// links in half the time. At a fixed address, and without offering its symbols to plugins that it does not have, 110,000
/// addresses need no fixing at each start: 1.5 of 8 CPU-ms (docs/performance.md).
let linker: [LinkerSetting] = [
    .unsafeFlags([
        "-use-ld=lld", "-Xclang-linker", "-no-pie", "-Xlinker", "--no-export-dynamic",
    ])
]

/// libgit2 from its archive starts in a tenth of the time, without the TLS, SSH and Kerberos that it never needs here:
/// transports.c stands in for them in the release that was tried (docs/decisions/0010). Elsewhere, and when
/// GIT_MLOPS_SHARED_LIBGIT2 is set, it is the shared library.
let archives = ["git2", "mbedcrypto", "pcre2-8", "http_parser", "z"]
let linksArchives =
    Context.environment["GIT_MLOPS_SHARED_LIBGIT2"] == nil
    && ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].contains { folder in
        let description = FileManager.default.contents(atPath: "\(folder)/pkgconfig/libgit2.pc") ?? Data()
        return String(decoding: description, as: UTF8.self).contains("\nVersion: 1.5.")
            && archives.allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/lib\($0).a") }
    }
let libgit2: [LinkerSetting] =
    linksArchives
    ? [.unsafeFlags(archives.flatMap { ["-Xlinker", "-l:lib\($0).a"] })] : [.linkedLibrary("git2")]

/// A library of this package. `uses` are the modules it may import; ArchitectureTests holds the same table.
func library(_ name: String, uses: [Target.Dependency], linker: [LinkerSetting] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: settings, linkerSettings: linker)
}

func tests(_ name: String, uses: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: uses + ["MLOpsTestSupport"], exclude: exclude, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "git-mlops",
    products: [
        .executable(name: "git-mlops", targets: ["git-mlops"]),
        .executable(name: "git-mlops-filter", targets: ["git-mlops-filter"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C
        .systemLibrary(
            name: "CGit2", pkgConfig: linksArchives ? nil : "libgit2", providers: [.apt(["libgit2-dev"])]),
        .target(name: "CCurl"),
        .target(name: "CMLOpsShims"),

        // ground
        library("MLOpsCore", uses: []),
        library("MLOpsSystem", uses: ["MLOpsCore", "CMLOpsShims"]),

        // mechanisms
        library("MLOpsNotebook", uses: ["MLOpsCore"]),
        library("MLOpsStore", uses: ["MLOpsCore", "MLOpsSystem", crypto]),
        library("MLOpsCheckout", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsStore", crypto]),
        library("MLOpsFilter", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsStore", "MLOpsCheckout", "MLOpsNotebook"]),
        library("MLOpsDocuments", uses: ["MLOpsCore", yams]),
        library("MLOpsGit", uses: ["MLOpsCore", "MLOpsSystem", "CGit2"], linker: libgit2),
        library("MLOpsIndex", uses: ["MLOpsCore", grdb]),
        library("MLOpsLog", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsGit", "MLOpsIndex", crypto]),
        library("MLOpsTerminal", uses: ["MLOpsCore", "MLOpsSystem"]),

        // use cases
        library(
            "MLOpsTransfer",
            uses: [
                "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsStore", "MLOpsCheckout", "MLOpsGit", "CCurl",
            ]),
        library("MLOpsLFS", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsStore", "MLOpsGit", "MLOpsTransfer"]),
        library("MLOpsQuality", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsNotebook"]),
        library("MLOpsReport", uses: ["MLOpsCore"]),
        library("MLOpsEvaluation", uses: ["MLOpsCore"]),
        library("MLOpsPipeline", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsStore"]),
        library(
            "MLOpsTracking",
            uses: [
                "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsPipeline",
                "MLOpsStore", crypto,
            ]),
        library(
            "MLOpsRegistry",
            uses: [
                "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsStore",
                "MLOpsTracking", "MLOpsEvaluation",
            ]),
        library(
            "MLOpsLineage",
            uses: [
                "MLOpsCore", "MLOpsSystem", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsPipeline", "MLOpsStore",
                "MLOpsTracking", "MLOpsRegistry",
            ]),
        library("MLOpsScaffold", uses: ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit"]),

        // the command line
        library(
            "MLOpsCommands",
            uses: [
                "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsStore", "MLOpsLog", "MLOpsIndex",
                "MLOpsNotebook", "MLOpsTerminal", "MLOpsTransfer", "MLOpsLFS", "MLOpsQuality", "MLOpsReport",
                "MLOpsEvaluation",
                "MLOpsPipeline", "MLOpsTracking", "MLOpsRegistry", "MLOpsLineage", "MLOpsScaffold", argumentParser,
            ]),
        .executableTarget(
            name: "git-mlops", dependencies: ["MLOpsCommands"], swiftSettings: settings, linkerSettings: linker),
        .executableTarget(
            name: "git-mlops-filter", dependencies: ["MLOpsFilter"], swiftSettings: settings, linkerSettings: linker),

        // tests
        .target(name: "CTestThreads"),
        .target(
            name: "MLOpsTestSupport", dependencies: ["MLOpsCore", "MLOpsSystem", "CTestThreads"],
            swiftSettings: settings),
        tests(
            "MLOpsCoreTests", uses: ["MLOpsCore", "MLOpsSystem"],
            exclude: ["Search/make-vectors.py", "Search/vectors.json"]),
        tests("MLOpsSystemTests", uses: ["MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsNotebookTests", uses: ["MLOpsNotebook", "MLOpsSystem", "MLOpsCore"], exclude: ["Corpus"]),
        tests("MLOpsStoreTests", uses: ["MLOpsStore", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsCheckoutTests", uses: ["MLOpsCheckout", "MLOpsStore", "MLOpsSystem", "MLOpsCore"]),
        tests(
            "MLOpsFilterTests", uses: ["MLOpsFilter", "MLOpsStore", "MLOpsSystem", "MLOpsCore", "git-mlops-filter"]),
        tests("MLOpsDocumentsTests", uses: ["MLOpsDocuments", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsGitTests", uses: ["MLOpsGit", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsLogTests", uses: ["MLOpsLog", "MLOpsGit", "MLOpsIndex", "MLOpsCore"]),
        tests(
            "MLOpsTransferTests", uses: ["MLOpsTransfer", "MLOpsStore", "MLOpsGit", "MLOpsSystem", "MLOpsCore"],
            exclude: ["servers.py"]),
        tests(
            "MLOpsLFSTests", uses: ["MLOpsLFS", "MLOpsTransfer", "MLOpsStore", "MLOpsGit", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsQualityTests", uses: ["MLOpsQuality", "MLOpsDocuments", "MLOpsGit", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsReportTests", uses: ["MLOpsReport", "MLOpsCore"]),
        tests("MLOpsEvaluationTests", uses: ["MLOpsEvaluation", "MLOpsSystem", "MLOpsCore"], exclude: ["gates.py"]),
        tests("MLOpsPipelineTests", uses: ["MLOpsPipeline", "MLOpsDocuments", "MLOpsCore"]),
        tests("MLOpsTrackingTests", uses: ["MLOpsTracking", "MLOpsLog", "MLOpsGit", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsLineageTests", uses: ["MLOpsLineage", "MLOpsCore"]),
        tests("MLOpsScaffoldTests", uses: ["MLOpsScaffold", "MLOpsDocuments", "MLOpsSystem", "MLOpsCore"]),
        tests("MLOpsTerminalTests", uses: ["MLOpsTerminal", "MLOpsCore"]),
        tests("ArchitectureTests", uses: ["MLOpsSystem", "MLOpsCore"]),
        tests(
            "EndToEndTests", uses: ["MLOpsStore", "MLOpsSystem", "MLOpsCore", "git-mlops", "git-mlops-filter"],
            exclude: [
                "demo.sh", "LFS/lfs-server.py", "LFS/git-lfs-transfer.py", "LFS/agent.py", "LFS/interrupt.py",
                "LFS/git-lfs-differential.py",
                "Imports/outside.py", "Evaluation/reference.py", "Experiments/make-mlflow-stores.py",
                "Experiments/make-logged-models.py",
                "Experiments/mlflow-stores.json",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
