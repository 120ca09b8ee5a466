using System.Reflection;
using Xunit.v3;

namespace Colloquy.Faults.Tests;

/// <summary>Names the fault that a test tries, or each test of a class: a row of docs/reliability.md.</summary>
/// <param name="store">The store; empty for a test of no fault.</param>
/// <param name="name">What happens.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class FaultAttribute(string store, string name) : Attribute
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    /// <summary>Marks a test of no fault.</summary>
    public const string None = "";

    public string Store => store;

    public string Name => name;

    /// <summary>The tests of this project that try a fault, with its name.</summary>
    public static IReadOnlyList<(MethodInfo Test, FaultAttribute Fault)> All { get; } =
        [.. from test in Tests() let fault = Of(test) where fault is { Store: not None } select (test, fault)];

    /// <summary>The tests of this project that name no fault, and do not say that they try none.</summary>
    public static IEnumerable<MethodInfo> Unnamed => Tests().Where(test => Of(test) is null);

    /// <summary>Returns the fault of a test; null when none is named.</summary>
    public static FaultAttribute? Of(MethodInfo test) => test.GetCustomAttribute<FaultAttribute>() ?? test.DeclaringType!.GetCustomAttribute<FaultAttribute>();

    private static IEnumerable<MethodInfo> Tests() =>
        from type in typeof(FaultAttribute).Assembly.GetTypes()
        where type.Namespace == typeof(FaultAttribute).Namespace
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public)
        where method.GetCustomAttributes().OfType<IFactAttribute>().Any()
        select method;
}
