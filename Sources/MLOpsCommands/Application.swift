public enum Application {
    public static func main() {}
}
