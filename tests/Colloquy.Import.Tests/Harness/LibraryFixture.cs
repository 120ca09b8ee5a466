using Colloquy.Solution.Tests;

namespace Colloquy.Import.Tests;

/// <summary>Compares a fixture with what its library writes today, or writes it anew when COLLOQUY_APPROVE is set.</summary>
internal static class LibraryFixture
{
    public static async Task CheckAsync(string name, string json)
    {
        var path = Repository.PathOf("tests", "Colloquy.Import.Tests", "Fixtures", name);
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            await File.WriteAllTextAsync(path, json + "\n");

        Assert.Equal((await File.ReadAllTextAsync(path)).TrimEnd(), json);
    }
}
