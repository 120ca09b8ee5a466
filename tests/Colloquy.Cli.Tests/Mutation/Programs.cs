namespace Colloquy.Cli.Tests.Mutation;

/// <summary>Built test projects whose tests are run in processes of their own.</summary>
internal static class Programs
{
    /// <summary>The tests of conversations in tests/Colloquy.Testing.Xunit.Subject.</summary>
    public static string Subject => PathOf("tests", "Colloquy.Testing.Xunit.Subject", "Colloquy.Testing.Xunit.Subject.dll");

    /// <summary>The tests of samples/Banking.</summary>
    public static string Banking => PathOf("samples", "Banking", "Banking.Tests", "Banking.Tests.dll");

    private static string PathOf(params string[] parts)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Colloquy.slnx")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine([root.FullName, .. parts[..^1], "bin", output.Parent!.Name, output.Name, parts[^1]]);
    }
}
