using Xunit.v3;

namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

/// <summary>Names the row of <see cref="Rows"/> that a test shows.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RowAttribute(string row) : Attribute, ITraitAttribute
{
    public string Row { get; } = row;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Row", Row)];
}
