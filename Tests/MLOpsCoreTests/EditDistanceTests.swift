import MLOpsCore
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("fetch", "fetch", 0), ("fecth", "fetch", 1), ("ftch", "fetch", 1),
        ("track", "trakc", 1),
        ("kitten", "sitting", 3), ("abc", "cba", 2), ("é", "e", 1),
    ])
    func countsEdits(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }
}
