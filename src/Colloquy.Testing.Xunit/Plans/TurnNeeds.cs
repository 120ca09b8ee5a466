using System.Reflection;

namespace Colloquy.Testing.Plans;

/// <summary>Refuses needs of turns that no order can meet.</summary>
internal static class TurnNeeds
{
    public static void Check(Type testClass, IReadOnlyList<(MethodInfo Method, TurnAttribute Attribute)> turns)
    {
        var names = turns.Select(turn => turn.Method.Name).ToList();
        var needs = turns.ToDictionary(turn => turn.Method.Name, turn => turn.Method.GetCustomAttribute<DependsOnAttribute>()?.Turns ?? []);
        foreach (var (turn, needed) in names.SelectMany(name => needs[name].Select(needed => (name, needed))))
        {
            if (!names.Contains(needed))
                throw new ConversationPlanException($"The turn {turn} of {testClass} depends on '{needed}', which is none of its turns. They are: {string.Join(", ", names)}.");
        }

        foreach (var name in names)
        {
            if (CircleFrom([name], needs) is { } circle)
                throw new ConversationPlanException($"The turns of {testClass} depend on each other in a circle: {string.Join(" → ", circle)}. Remove one of these [DependsOn].");
        }

        foreach (var (turn, needed) in names.SelectMany(name => needs[name].Select(needed => (name, needed))))
        {
            if (names.IndexOf(needed) > names.IndexOf(turn))
                throw new ConversationPlanException($"The turn {turn} of {testClass} depends on {needed}, which stands after it. Turns run in the order of the source: move {needed} before {turn}, or remove the dependency.");
        }
    }

    private static IReadOnlyList<string>? CircleFrom(IReadOnlyList<string> path, Dictionary<string, IReadOnlyList<string>> needs)
    {
        foreach (var needed in needs[path[^1]])
        {
            if (needed == path[0])
                return [.. path, needed];
            if (!path.Contains(needed) && CircleFrom([.. path, needed], needs) is { } circle)
                return circle;
        }

        return null;
    }
}
