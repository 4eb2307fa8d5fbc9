/// Case-control sampling: all cases of a rare event stay, and of the other rows, the controls, so many for each case, in
/// the order of their hashes.
package final class CaseSample {
    private let perCase: Double
    private var hashes: [UInt64] = []
    private var cut: StratifiedSplit?
    package private(set) var cases = 0
    package private(set) var controls = 0

    package init(controlsPerCase: Double) { perCase = controlsPerCase }

    /// How many controls stay: at least one, at most all.
    package var kept: Int {
        let wanted = (Double(cases) * perCase).rounded()
        return wanted >= Double(controls) ? controls : max(1, Int(wanted))
    }

    /// The part of the controls that stays. A model that was trained on the sample puts the logarithm of odds too high
    /// by -ln of it; each control stands for 1/rate rows.
    package var rate: Double { controls == 0 ? 1 : Double(kept) / Double(controls) }

    /// The share of cases before.
    package var prior: Double { Double(cases) / Double(max(1, cases + controls)) }

    package func observe(_ hash: UInt64, isCase: Bool) {
        if isCase {
            cases += 1
        } else {
            controls += 1
            hashes.append(hash)
        }
    }

    /// All rows were shown, and the asking begins, or begins anew.
    package func prepare() {
        if cut == nil, kept < controls {
            let cut = StratifiedSplit([
                SplitPart(name: "kept", share: Double(kept)), SplitPart(name: "left", share: Double(controls - kept)),
            ])
            for hash in hashes {
                cut.observe(SplitRow(hash: hash))
            }
            self.cut = cut
        }
        hashes = []
        cut?.prepare()
    }

    package func keeps(_ hash: UInt64, isCase: Bool) -> Bool {
        isCase || cut.map { $0.part(of: SplitRow(hash: hash)) == 0 } ?? true
    }
}
