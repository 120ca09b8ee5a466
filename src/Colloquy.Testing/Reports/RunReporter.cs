namespace Colloquy.Testing;

/// <summary>Records every conversation of a test project, and writes all reports when it is disposed.</summary>
/// <remarks>With xunit, <c>[assembly: ConversationExtensions(typeof(RunReporter))]</c> is all that a project needs. With another framework, give it to <see cref="ConversationDefaults.AddExtensions"/> before the first test, and dispose it after the last.</remarks>
public sealed class RunReporter : IConversationExtensionProvider, IAsyncDisposable
{
    /// <summary>Initializes a reporter with the default options.</summary>
    public RunReporter()
        : this(new RunRecorder())
    {
    }

    /// <summary>Initializes a reporter of a recorder.</summary>
    /// <param name="recorder">The recorder.</param>
    public RunReporter(RunRecorder recorder)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        Recorder = recorder;
    }

    /// <summary>Gets the recorder.</summary>
    public RunRecorder Recorder { get; }

    /// <inheritdoc/>
    public ConversationExtension? CreateExtension(ConversationBuilder conversation) => Recorder.CreateExtension(conversation);

    /// <summary>Writes the run and its reports to <see cref="RunRecorder.Folder"/>. A run without a conversation writes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Recorder.HasConversations)
            return;

        var run = await Recorder.CompleteAsync().ConfigureAwait(false);
        await RunReports.WriteAsync(run, Recorder.Folder).ConfigureAwait(false);
    }
}
