using System.Collections.Concurrent;
using System.Reflection;

namespace Colloquy.Testing.Plans;

/// <summary>Finds the conversations of an assembly that xunit passes by, so that they do not go missing without a word.</summary>
internal static class UnseenConversations
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
    private static readonly ConcurrentDictionary<Assembly, (IReadOnlyList<UnseenConversation> Unseen, MethodInfo? Reporter)> s_found = new();

    /// <summary>Returns what is to be reported beside a turn: everything beside the first turn that xunit sees in the assembly, and nothing beside others.</summary>
    public static IReadOnlyList<UnseenConversation> ReportedBeside(Type testClass, MethodInfo turn)
    {
        var (unseen, reporter) = s_found.GetOrAdd(testClass.Assembly, Find);
        return reporter is not null && reporter.HasSameMetadataDefinitionAs(turn) && reporter.ReflectedType == testClass ? unseen : [];
    }

    private static (IReadOnlyList<UnseenConversation>, MethodInfo?) Find(Assembly assembly)
    {
        List<UnseenConversation> unseen = [];
        MethodInfo? reporter = null;
        foreach (var type in ConversationNames.TypesOf(assembly).Where(type => type.IsClass).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var turns = type.GetMethods(Declared).Where(method => method.IsDefined(typeof(TurnAttribute))).OrderBy(method => method.MetadataToken).ToList();
            if (WhyUnseen(type, turns.Count > 0) is { } reason)
                unseen.Add(new UnseenConversation(type, turns.FirstOrDefault(), reason));
            else if (type.IsVisible && (!type.IsAbstract || type.IsSealed))
                reporter ??= turns.FirstOrDefault();
        }

        return (unseen, reporter);
    }

    private static string? WhyUnseen(Type type, bool hasTurns)
    {
        var isConversation = type.IsDefined(typeof(ConversationAttribute), inherit: false);
        var isAbstract = type is { IsAbstract: true, IsSealed: false };
        return !isConversation && (!hasTurns || isAbstract) ? null
            : !type.IsVisible ? $"The conversation class {type} is not public, so xunit does not run its turns. Make it public{(type.IsNested ? ", and the classes around it" : "")}."
            : isAbstract ? $"The conversation class {type} is abstract, so xunit does not run its turns. Move [Conversation] to the classes that derive from it."
            : !hasTurns ? $"The conversation class {type} has no turns, so there is nothing to run. Mark its methods with [Turn], in the order in which they follow one another."
            : null;
    }
}

/// <summary>A conversation that xunit passes by.</summary>
/// <param name="Class">The class.</param>
/// <param name="Turn">Its first turn; null when it has none.</param>
/// <param name="Reason">Why, and what to do.</param>
internal sealed record UnseenConversation(Type Class, MethodInfo? Turn, string Reason);
