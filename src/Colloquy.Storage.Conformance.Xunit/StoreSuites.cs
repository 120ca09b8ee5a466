using System.Reflection;

namespace Colloquy.Storage.Conformance.Xunit;

/// <summary>Finds which suites a test project runs.</summary>
public static class StoreSuites
{
    /// <summary>Returns the suites that have no test class for a harness.</summary>
    /// <typeparam name="THarness">What opens the store.</typeparam>
    /// <param name="tests">The assembly with the test classes.</param>
    public static IReadOnlyList<StoreSuite> MissingFor<THarness>(Assembly tests)
        where THarness : StoreHarness, new()
    {
        ArgumentNullException.ThrowIfNull(tests);
        var run = tests.GetTypes()
            .Where(type => type is { IsVisible: true, IsAbstract: false })
            .Select(type => SuiteOf(type, typeof(THarness)))
            .ToHashSet();
        return [.. StoreConformance.Suites.Where(suite => suite.CasesFor(new THarness()).Any() && !run.Contains(suite.GetType()))];
    }

    private static Type? SuiteOf(Type? type, Type harness)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(StoreSuiteTests<,>) && type.GenericTypeArguments[1] == harness)
                return type.GenericTypeArguments[0];
        }

        return null;
    }
}
