using System.Runtime.CompilerServices;

namespace Colloquy.Storage.Conformance;

/// <summary>Cases that belong together: a part of the contract.</summary>
public abstract class StoreSuite
{
    /// <summary>Gets the name of the suite.</summary>
    public string Name => NameOf(GetType());

    /// <summary>Gets the cases, each with a name of its own.</summary>
    public abstract IReadOnlyList<StoreCase> Cases { get; }

    /// <summary>Returns the cases that make sense for a store.</summary>
    /// <param name="harness">The harness that opens the store.</param>
    public IEnumerable<StoreCase> CasesFor(StoreHarness harness)
    {
        ArgumentNullException.ThrowIfNull(harness);
        return Cases.Where(found => harness.Traits.HasFlag(found.Requires));
    }

    /// <summary>Makes a case of a method whose name is a sentence, its words parted by underscores.</summary>
    /// <param name="body">The method.</param>
    /// <param name="requires">The abilities of the store that the case requires.</param>
    /// <param name="name">The method's name, from the compiler.</param>
    protected StoreCase Case(
        Func<StoreCaseContext, Task> body,
        StoreTraits requires = StoreTraits.None,
        [CallerArgumentExpression(nameof(body))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        return new StoreCase(Name, name.Replace('_', ' '), body, requires);
    }

    private static string NameOf(Type suite) =>
        suite.Name.EndsWith("Suite", StringComparison.Ordinal) ? suite.Name[..^"Suite".Length] : suite.Name;
}
