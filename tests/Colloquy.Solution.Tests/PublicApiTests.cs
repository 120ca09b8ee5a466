using System.Reflection;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The public API of each package is what was approved in <c>api/</c>. To approve a change: run with COLLOQUY_APPROVE=1, and commit.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Colloquy")]
    [InlineData("Colloquy.Mcp")]
    [InlineData("Colloquy.Models")]
    [InlineData("Colloquy.Offline")]
    [InlineData("Colloquy.Sqlite")]
    [InlineData("Colloquy.Storage")]
    [InlineData("Colloquy.Storage.Conformance")]
    [InlineData("Colloquy.Storage.Conformance.Xunit")]
    public void The_public_api_is_the_approved_one(string package)
    {
        var actual = PublicApi.Describe(Assembly.Load(package));
        var path = Repository.PathOf("api", $"{package}.txt");

        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
