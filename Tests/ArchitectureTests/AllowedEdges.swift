/// Which module may know which. The arrows point down only: ground, mechanisms, use cases, the command line.
/// Package.swift and every import are held against this table; a new arrow is a decision, made here.
enum AllowedEdges {
    /// Modules of this package by what they may use, of this package and of others.
    static let table: [String: Set<String>] = [
        // C
        "CGit2": [],
        "CCurl": [],
        "CMLOpsShims": [],
        // ground
        "MLOpsCore": [],
        "MLOpsSystem": ["MLOpsCore", "CMLOpsShims"],
        // mechanisms
        "MLOpsNotebook": ["MLOpsCore"],
        "MLOpsStore": ["MLOpsCore", "MLOpsSystem", "Crypto"],
        "MLOpsCheckout": ["MLOpsCore", "MLOpsSystem", "MLOpsStore", "Crypto"],
        "MLOpsFilter": ["MLOpsCore", "MLOpsSystem", "MLOpsStore", "MLOpsCheckout", "MLOpsNotebook"],
        "MLOpsDocuments": ["MLOpsCore", "Yams"],
        "MLOpsGit": ["MLOpsCore", "MLOpsSystem", "CGit2"],
        "MLOpsIndex": ["MLOpsCore", "GRDB"],
        "MLOpsLog": ["MLOpsCore", "MLOpsSystem", "MLOpsGit", "MLOpsIndex", "Crypto"],
        "MLOpsTerminal": ["MLOpsCore", "MLOpsSystem"],
        // use cases
        "MLOpsTransfer": [
            "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsStore", "MLOpsCheckout", "MLOpsGit", "CCurl",
        ],
        "MLOpsLFS": ["MLOpsCore", "MLOpsSystem", "MLOpsStore", "MLOpsGit", "MLOpsTransfer"],
        "MLOpsQuality": ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsNotebook"],
        "MLOpsReport": ["MLOpsCore"],
        "MLOpsEvaluation": ["MLOpsCore"],
        "MLOpsPipeline": ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsStore"],
        "MLOpsTracking": [
            "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsPipeline",
            "MLOpsStore", "Crypto",
        ],
        "MLOpsRegistry": [
            "MLOpsCore", "MLOpsSystem", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsStore", "MLOpsTracking",
            "MLOpsEvaluation", "MLOpsDocuments",
        ],
        "MLOpsLineage": [
            "MLOpsCore", "MLOpsSystem", "MLOpsGit", "MLOpsIndex", "MLOpsLog", "MLOpsPipeline", "MLOpsStore",
            "MLOpsTracking", "MLOpsRegistry",
        ],
        "MLOpsScaffold": ["MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit"],
        // the command line
        "MLOpsCommands": [
            "MLOpsCore", "MLOpsSystem", "MLOpsDocuments", "MLOpsGit", "MLOpsStore", "MLOpsLog", "MLOpsIndex",
            "MLOpsNotebook", "MLOpsTerminal", "MLOpsTransfer", "MLOpsLFS", "MLOpsQuality", "MLOpsReport",
            "MLOpsEvaluation",
            "MLOpsPipeline", "MLOpsTracking", "MLOpsRegistry", "MLOpsLineage", "MLOpsScaffold", "ArgumentParser",
        ],
        "git-mlops": ["MLOpsCommands"],
        "git-mlops-filter": ["MLOpsFilter"],
        // tests
        "CTestThreads": [],
        "MLOpsTestSupport": ["MLOpsCore", "MLOpsSystem", "CTestThreads"],
    ]

    /// Modules of the toolchain that any module may import.
    static let toolchain: Set<String> = ["Swift", "Glibc", "Synchronization"]

    /// Files that may import Foundation, because nothing smaller does what they need.
    static let foundationFiles: Set<String> = []
}
