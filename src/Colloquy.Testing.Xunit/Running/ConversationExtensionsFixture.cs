namespace Colloquy.Testing.Running;

/// <summary>Adds the extensions of a provider to all conversations from the first test of an assembly to the last.</summary>
internal sealed class ConversationExtensionsFixture<TProvider> : IAsyncDisposable
    where TProvider : IConversationExtensionProvider, new()
{
    private readonly TProvider _provider = new();
    private readonly IDisposable _added;

    public ConversationExtensionsFixture()
    {
        _added = ConversationDefaults.AddExtensions(_provider);
        RunRecorder? recorder = _provider switch { RunReporter reporter => reporter.Recorder, RunRecorder own => own, _ => null };
        recorder?.IsNarrowed = TestSelection.IsByName(Environment.GetCommandLineArgs());
    }

    public async ValueTask DisposeAsync()
    {
        _added.Dispose();
        if (_provider is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (_provider is IDisposable disposable)
            disposable.Dispose();
    }
}
