using System.Reflection;
using Colloquy.Testing.Plans;
using Xunit;

namespace Colloquy.Testing.Running;

/// <summary>Holds a whole conversation by the turns of its class, one after another, each on a new object.</summary>
/// <param name="plan">The class.</param>
/// <param name="arguments">The arguments of its constructor, but for the conversation.</param>
internal sealed class TurnScript(ConversationPlan plan, object?[] arguments)
{
    public async Task ConverseAsync(Conversation conversation)
    {
        conversation.CancellationToken = TestContext.Current.CancellationToken;
        foreach (var turn in plan.Turns.Where(turn => turn.Attribute is { Skip: null, Explicit: false }))
        {
            conversation.Test = turn.Name;
            var instance = turn.Method.IsStatic ? null : Create(conversation);
            try
            {
                if (instance is IAsyncLifetime lifetime)
                    await lifetime.InitializeAsync();
                await InvokeAsync(turn.Method, instance);
            }
            finally
            {
                if (instance is IAsyncDisposable asyncDisposable)
                    await asyncDisposable.DisposeAsync();
                else if (instance is IDisposable disposable)
                    disposable.Dispose();
            }
        }
    }

    private object Create(Conversation conversation)
    {
        var constructor = plan.TestClass.GetConstructors().Single();
        var values = constructor.GetParameters().Select((parameter, index) => parameter.ParameterType == typeof(Conversation) ? conversation : Value(parameter, arguments[index]));
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. values], culture: null);
    }

    /// <summary>xunit gives what belongs to one test, such as its output, by a function.</summary>
    private static object? Value(ParameterInfo parameter, object? argument) => argument is Delegate create && !parameter.ParameterType.IsInstanceOfType(create) ? create.DynamicInvoke() : argument;

    private static async Task InvokeAsync(MethodInfo method, object? instance)
    {
        var returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
        if (returned is Task task)
            await task;
        else if (returned is ValueTask valueTask)
            await valueTask;
    }
}
