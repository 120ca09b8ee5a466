using System.Reflection;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>The statements of all types of the store, by the fields that hold them.</summary>
internal static class Statements
{
    public static IEnumerable<(string Name, string Text)> All() =>
        from type in typeof(PostgresSessionStore).Assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        from found in field.GetValue(null) switch
        {
            Sql sql => [($"{type.Name}.{field.Name}", sql.Text)],
            IEnumerable<Sql> several => several.Select((sql, i) => ($"{type.Name}.{field.Name}[{i}]", sql.Text)),
            _ => Enumerable.Empty<(string, string)>(),
        }
        select found;

    /// <summary>Returns whether a statement has a plan.</summary>
    public static bool HasPlan(string text) => text.TrimStart().Split(' ', '\n')[0] is "SELECT" or "WITH" or "INSERT" or "UPDATE" or "DELETE";

    /// <summary>Returns whether a statement changes how the planner plans those that follow it in its transaction.</summary>
    public static bool Sets(string text) => text.StartsWith("SELECT set_config(", StringComparison.Ordinal);
}
