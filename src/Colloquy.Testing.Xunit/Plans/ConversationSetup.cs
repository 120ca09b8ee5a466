using System.Reflection;
using Xunit.v3;

namespace Colloquy.Testing.Plans;

/// <summary>What configures a conversation: a type of its own, or a static method of the test class.</summary>
internal sealed class ConversationSetup
{
    private readonly ConstructorInfo? _constructor;
    private readonly Action<ConversationBuilder>? _configure;

    private ConversationSetup(ConstructorInfo? constructor, Action<ConversationBuilder>? configure) => (_constructor, _configure) = (constructor, configure);

    public static ConversationSetup Of(Type testClass)
    {
        var setup = testClass.GetCustomAttribute<ConversationAttribute>(inherit: false)?.Setup;
        return setup is null ? OfMethod(testClass) : OfType(testClass, setup);
    }

    /// <summary>Returns what configures the conversation, and the object to dispose after it.</summary>
    public async ValueTask<(Action<ConversationBuilder> Configure, object? Setup)> CreateAsync(FixtureMappingManager fixtures)
    {
        if (_configure is not null)
            return (_configure, null);

        List<object?> arguments = [];
        foreach (var parameter in _constructor!.GetParameters())
            arguments.Add(await fixtures.GetFixture(parameter.ParameterType) ?? throw new InvalidOperationException($"The constructor of {_constructor.DeclaringType} takes a {parameter.ParameterType}, which is no fixture of the test class, its collection or its assembly. Add IClassFixture<{parameter.ParameterType.Name}> to the test class, or remove the parameter."));
        var setup = (IConversationSetup)_constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments], culture: null);
        return (setup.Configure, setup);
    }

    private static ConversationSetup OfType(Type testClass, Type setup)
    {
        if (!setup.IsAssignableTo(typeof(IConversationSetup)) || setup.IsAbstract)
            throw new ConversationPlanException($"The setup {setup} of {testClass} is not a class that implements {nameof(IConversationSetup)}. Implement it, or name another type in [Conversation].");
        return setup.GetConstructors() is [var constructor]
            ? new ConversationSetup(constructor, configure: null)
            : throw new ConversationPlanException($"The setup {setup} of {testClass} has not exactly one public constructor. Give it one, without parameters or with fixtures as parameters.");
    }

    private static ConversationSetup OfMethod(Type testClass) =>
        testClass.GetMethod("Configure", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy, [typeof(ConversationBuilder)]) is { } method && method.ReturnType == typeof(void)
            ? new ConversationSetup(constructor: null, method.CreateDelegate<Action<ConversationBuilder>>())
            : throw new ConversationPlanException($"Nothing says what the conversation of {testClass} tests. Name a setup by [Conversation<TSetup>(\"a-name\")], or add a method 'public static void Configure({nameof(ConversationBuilder)} conversation)' to the class.");
}
