internal import MLOpsCore
internal import MLOpsGit
package import MLOpsLog

extension LogSync {
    /// What became of a proposal.
    package enum Publication: Sendable, Equatable {
        case done
        /// The remote's trunk is not what the proposal was made on: fetch and look again.
        case outdated
        case refused(String)
    }

    /// Makes the proposal the remote's trunk if that is still what it was made on: the server's own compare and swap of
    /// the ref decides between two who try at once. Only then it counts here, too.
    package func publish(_ proposal: LogProposal) throws -> Publication {
        let tracking = references.trackingTrunk(remote, proposal.store)
        let known = repository.reference(tracking)
        let update = RefUpdate.set(references.remoteName(references.trunk(proposal.store)), to: proposal.commit)
        let report = try git.push([update])
        switch report.outcomes[update.name] {
        case .done:
            try track(proposal.commit, as: tracking)
            try store.log.accept(proposal)
            return .done
        case .outdated: return .outdated
        case .refused, nil:
            // A server that was changing the ref at that moment says so in words of its own.
            try fetch()
            return repository.reference(tracking) == known
                ? .refused(report.refusal(of: [update]) ?? report.complaint) : .outdated
        }
    }
}
