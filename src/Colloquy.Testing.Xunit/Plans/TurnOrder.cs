using System.Reflection;

namespace Colloquy.Testing.Plans;

/// <summary>Puts the turns of a class in the order of its source, since reflection promises none, and finds what each needs.</summary>
internal static class TurnOrder
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    public static IReadOnlyList<PlannedTurn> Of(Type testClass)
    {
        var methods = testClass.GetMethods(All);
        if (methods.FirstOrDefault(method => method.IsDefined(typeof(DependsOnAttribute)) && !method.IsDefined(typeof(TurnAttribute))) is { } stray)
            throw new ConversationPlanException($"{testClass}.{stray.Name} has [DependsOn] but is no turn. Add [Turn], or remove [DependsOn].");

        var ordered = InOrder(testClass, [.. methods.Where(method => method.IsDefined(typeof(TurnAttribute)))]);
        TurnNeeds.Check(testClass, ordered);
        List<PlannedTurn> turns = [];
        foreach (var (method, attribute) in ordered)
            turns.Add(new PlannedTurn(turns.Count, method, attribute, NeedsOf(method, turns)));
        return turns;
    }

    private static List<(MethodInfo Method, TurnAttribute Attribute)> InOrder(Type testClass, IReadOnlyList<MethodInfo> methods)
    {
        List<(MethodInfo Method, TurnAttribute Attribute)> turns = [.. methods.Select(method => (method, method.GetCustomAttribute<TurnAttribute>()!)).OrderBy(turn => turn.Item2.SourceLineNumber)];

        if (turns.FirstOrDefault(turn => turn.Attribute.SourceFilePath is null || turn.Attribute.SourceLineNumber is null) is { Method: { } unknown })
            throw Impossible($"the place of {unknown.Name} in the source is not known. Do not pass arguments to [Turn]; the compiler gives the file and the line");
        if (turns.Select(turn => turn.Attribute.SourceFilePath).Distinct(StringComparer.Ordinal).ToList() is { Count: > 1 } files)
            throw Impossible($"they stand in several files: {string.Join(", ", files.Select(Path.GetFileName).Order(StringComparer.Ordinal))}. Put all turns of a conversation in one file");
        foreach (var ((first, line), (second, other)) in turns.Zip(turns.Skip(1)))
        {
            if (line.SourceLineNumber == other.SourceLineNumber)
                throw Impossible($"{first.Name} and {second.Name} stand on the same line, {line.SourceLineNumber}. Put each [Turn] on a line of its own");
        }

        if (turns.FirstOrDefault(turn => turn.Attribute.DisableParallelization) is { Method: { } alone })
            throw Impossible($"xunit runs {alone.Name} after all others, because of DisableParallelization. Remove it: the turns of one conversation never run in parallel");
        if (turns.GroupBy(turn => turn.Method.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Impossible($"two turns are named {twice.Key}. Give each a name of its own");
        if (turns.FirstOrDefault(turn => turn.Method.IsGenericMethodDefinition || turn.Method.GetParameters().Length > 0) is { Method: { } parameters })
            throw new ConversationPlanException($"The turn {testClass}.{parameters.Name} has parameters. A turn has none; the constructor of the class takes the {nameof(Conversation)}, and [Variant] gives variants.");
        return turns;

        ConversationPlanException Impossible(string why) => new($"The turns of {testClass} have no order: {why}.");
    }

    /// <summary>All turns before it, or those that it names and what these need.</summary>
    private static IReadOnlyList<PlannedTurn> NeedsOf(MethodInfo method, IReadOnlyList<PlannedTurn> before)
    {
        if (method.GetCustomAttribute<DependsOnAttribute>() is not { } dependsOn)
            return [.. before];

        var named = before.Where(turn => dependsOn.Turns.Contains(turn.Name)).ToList();
        return [.. named.Concat(named.SelectMany(turn => turn.Needs)).Distinct().OrderBy(turn => turn.Number)];
    }
}
