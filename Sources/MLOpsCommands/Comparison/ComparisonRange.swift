internal import MLOpsCore

/// What the arguments of a comparison name.
struct ComparisonRange: Equatable {
    enum Name: Equatable {
        case revision(String)
        case worktree
    }

    let old: Name
    let new: Name

    /// Nothing: HEAD and the worktree. `A`: A and HEAD. `A B` or `A..B`: these, an empty one being HEAD.
    init(arguments: [String], worktree: Bool) throws {
        var names = arguments
        if names.count == 1, let dots = names[0].firstRange(of: "..") {
            let (first, last) = (String(names[0][..<dots.lowerBound]), String(names[0][dots.upperBound...]))
            guard !last.hasPrefix(".") else {
                throw Diagnostic.usage(
                    "'\(names[0])': a comparison has two dots", hint: "git merge-base tells where two branches part")
            }
            names = [first.isEmpty ? "HEAD" : first, last.isEmpty ? "HEAD" : last]
        }
        guard names.count <= (worktree ? 1 : 2) else {
            throw Diagnostic.usage(
                worktree ? "--worktree takes one commit or run" : "too many arguments: two sides are compared")
        }
        old = .revision(names.first ?? "HEAD")
        new = names.isEmpty || worktree ? .worktree : .revision(names.count == 2 ? names[1] : "HEAD")
    }
}
