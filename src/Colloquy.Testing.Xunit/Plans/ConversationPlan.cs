using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Colloquy.Testing.Plans;

/// <summary>What a class says of its conversation: the name, the variants, the setup, and the turns in order.</summary>
internal sealed class ConversationPlan
{
    private static readonly ConcurrentDictionary<Type, (ConversationPlan? Plan, ConversationPlanException? Error)> s_plans = new();

    private ConversationPlan(Type testClass)
    {
        if (testClass.ContainsGenericParameters)
            throw new ConversationPlanException($"The class {testClass} is generic, and nothing says for which types its conversation is held. Derive a class from it for each, and mark those with [Conversation(\"a-name\")].");

        if (!testClass.IsAbstract && testClass.GetConstructors() is not [_])
            throw new ConversationPlanException($"The class {testClass} has not exactly one public constructor. Give it one, which takes the {nameof(Conversation)}, and fixtures if it uses any.");

        TestClass = testClass;
        Names = ConversationNames.Of(testClass);
        Setup = ConversationSetup.Of(testClass);
        Turns = TurnOrder.Of(testClass);
    }

    public Type TestClass { get; }

    public ConversationNames Names { get; }

    public ConversationSetup Setup { get; }

    public IReadOnlyList<PlannedTurn> Turns { get; }

    /// <summary>Gets how the conversation is held again with restarts; null when it is not.</summary>
    public RestartMatrixOptions? Restarts => TestClass.GetCustomAttribute<SurvivesRestartAttribute>()?.ToOptions();

    /// <summary>Returns the plan of a class.</summary>
    /// <exception cref="ConversationPlanException">The class cannot be run as it stands.</exception>
    public static ConversationPlan Of(Type testClass)
    {
        var (plan, error) = s_plans.GetOrAdd(testClass, Read);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return plan!;
    }

    public PlannedTurn Turn(string method) => Turns.First(turn => turn.Name == method);

    /// <summary>Returns a builder with the extensions of the assembly, of the class and of its turns.</summary>
    public ConversationBuilder NewBuilder(string? variant, int trial = 1)
    {
        var builder = new ConversationBuilder(Names.Name, variant) { Trial = trial }.AddDefaultExtensions();
        foreach (var source in TestClass.GetCustomAttributes().OfType<IConversationExtensionSource>())
            builder.AddExtension(source.CreateExtension(turn: null));
        foreach (var (turn, source) in Turns.SelectMany(turn => turn.Method.GetCustomAttributes().OfType<IConversationExtensionSource>().Select(source => (turn, source))))
            builder.AddExtension(source.CreateExtension(turn.Name));
        return builder;
    }

    private static (ConversationPlan?, ConversationPlanException?) Read(Type testClass)
    {
        try
        {
            return (new ConversationPlan(testClass), null);
        }
        catch (ConversationPlanException error)
        {
            return (null, error);
        }
    }
}
