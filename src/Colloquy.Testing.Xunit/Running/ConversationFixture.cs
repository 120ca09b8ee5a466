using Colloquy.Testing.Discovery;
using Xunit.v3;

namespace Colloquy.Testing.Running;

/// <summary>Holds the conversation of a class and variant from its first turn to its last.</summary>
internal sealed class ConversationFixture : INotifyTestMethodLifecycle, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private ConversationRun? _run;

    public ConversationRun RunOf(ConversationTestClass testClass)
    {
        lock (_lock)
            return _run ??= new ConversationRun(testClass);
    }

    public void OnTestMethodStarting(IXunitTestMethod testMethod)
    {
    }

    /// <summary>A method that xunit ended without running the turn blocks nobody for ever.</summary>
    public void OnTestMethodFinished(IXunitTestMethod testMethod) => _run?.End(testMethod.MethodName);

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
            await _run.DisposeAsync();
    }
}
