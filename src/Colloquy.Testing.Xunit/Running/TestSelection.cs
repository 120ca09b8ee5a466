namespace Colloquy.Testing.Running;

/// <summary>Finds out whether the command line of a test program selects tests by their names.</summary>
/// <remarks>The traits Conversation and Variant are names. A selection by other traits is not one of these: a project that leaves its slow tests out of every run has whole runs too. Neither are the lists of tests that a test explorer gives, since it may give all.</remarks>
internal static class TestSelection
{
    private static readonly string[] s_names = ["-class", "-method", "-namespace", "-displayName", "-id", "--filter-class", "--filter-method", "--filter-namespace", "--filter-display-name"];
    private static readonly string[] s_traits = ["-trait", "--filter-trait"];
    private static readonly string[] s_queries = ["-filter", "--filter-query"];
    private static readonly string[] s_vstestFilters = ["-filterVSTest", "--filter"];

    public static bool IsByName(IReadOnlyList<string> args)
    {
        for (var i = 0; i + 1 < args.Count; i++)
        {
            var (option, value) = (args[i], args[i + 1]);
            if (Is(s_names, option)
                || Is(s_traits, option) && HasTrait(value)
                || Is(s_queries, option) && (HasPath(value) || HasTrait(value))
                || Is(s_vstestFilters, option) && (value.Contains("Name", StringComparison.OrdinalIgnoreCase) || HasTrait(value)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(string[] options, string arg) => options.Contains(arg, StringComparer.OrdinalIgnoreCase);

    private static bool HasTrait(string value) => value.Contains("Conversation=", StringComparison.OrdinalIgnoreCase) || value.Contains("Variant=", StringComparison.OrdinalIgnoreCase);

    /// <summary>A query such as <c>/*/*/*/*[Tier=Long]</c> names no test.</summary>
    private static bool HasPath(string query) => query.Split('[', 2)[0].Trim('/', '*').Replace("/*", "", StringComparison.Ordinal).Length > 0;
}
