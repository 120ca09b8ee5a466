using System.Reflection;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>A public face that can be learned: it grows where a feature needs it, and not by what nobody outside uses.</summary>
public sealed class PublicTypesTests
{
    private static readonly List<Type> Types = [.. new[] { "Colloquy", "Colloquy.Storage" }.SelectMany(name => Assembly.Load(name).GetExportedTypes())];

    [Fact]
    public void The_core_and_its_port_have_at_most_285_public_types()
    {
        Assert.InRange(Types.Count, 150, 285);
    }

    [Fact]
    public void An_application_meets_at_most_170_of_them()
    {
        Assert.InRange(Types.Count(type => type.Namespace == "Colloquy"), 100, 170);
    }

    [Fact]
    public void A_namespace_tells_its_audience()
    {
        var namespaces = Types.Select(type => type.Namespace).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["Colloquy", "Colloquy.Extensibility", "Colloquy.Operations", "Colloquy.Storage"], namespaces);
    }
}
