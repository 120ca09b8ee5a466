using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Records a run of tests: every conversation that it gives an extension to.</summary>
/// <remarks>Conversations can run in parallel. A conversation is written when it has ended, and the run as a whole by <see cref="CompleteAsync"/>: of a run that is killed, the conversations that had ended are left. Give the recorder to <see cref="ConversationDefaults.AddExtensions"/> to record every conversation of the process.</remarks>
public sealed class RunRecorder : IConversationExtensionProvider, IAsyncDisposable
{
    private readonly RunRecorderOptions _options;
    private readonly Lock _lock = new();
    private readonly List<ConversationRecording> _recordings = [];
    private readonly UnfinishedRun _unfinished;
    private readonly long _start;
    private bool _isComplete;

    /// <summary>Initializes a recorder with default options, and begins the run.</summary>
    public RunRecorder()
        : this(options: null)
    {
    }

    /// <summary>Initializes a recorder, and begins the run.</summary>
    /// <param name="options">The options; null for the defaults. Changes after this call have no effect.</param>
    public RunRecorder(RunRecorderOptions? options)
    {
        _options = (options ?? new RunRecorderOptions()).Validated();
        Text = new RecordedText(_options);
        Folder = new RunFolder(_options.UsedRoot, _options.UsedName);
        Started = Time.GetUtcNow();
        _start = Time.GetTimestamp();
        Id = $"{Started.UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}-{SessionId.New(Time)[^6..]}";
        _unfinished = Folder.Unfinished(Id);
    }

    /// <summary>Gets the id of the run, which sorts by time.</summary>
    public string Id { get; }

    /// <summary>Gets the folder in which the run and those before it are kept.</summary>
    public RunFolder Folder { get; }

    /// <summary>Gets a value that indicates whether a conversation was recorded.</summary>
    public bool HasConversations
    {
        get
        {
            lock (_lock)
                return _recordings.Count > 0;
        }
    }

    /// <summary>Gets or sets a value that indicates whether some tests only were selected, by their names. The run is then the baseline of no other run.</summary>
    /// <remarks>Colloquy.Testing.Xunit sets it where the command line of the test program says so. A run in which a turn ran only because a later turn needs it is narrowed in any case.</remarks>
    public bool IsNarrowed { get; set; }

    internal DateTimeOffset Started { get; }

    internal TimeProvider Time => _options.TimeProvider;

    internal RecordedText Text { get; }

    /// <summary>Creates the extension that records one conversation. Give it to the conversation's builder.</summary>
    /// <param name="conversation">The name of the conversation.</param>
    /// <param name="variant">The name of the variant, such as a model's; null for none.</param>
    /// <param name="trial">The number of the trial, from 1.</param>
    public ConversationRecording CreateExtension(string conversation, string? variant = null, int trial = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(conversation);
        ArgumentOutOfRangeException.ThrowIfLessThan(trial, 1);
        return Add(new ConversationRecording(this, conversation, variant, trial));
    }

    /// <summary>Creates the extension that records the conversation of a builder, a fork too. Give it to the builder.</summary>
    /// <param name="conversation">The builder.</param>
    public ConversationRecording CreateExtension(ConversationBuilder conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return Add(new ConversationRecording(this, conversation.Name, conversation.Variant, conversation.Trial, conversation.Parent is not null));
    }

    ConversationExtension? IConversationExtensionProvider.CreateExtension(ConversationBuilder conversation) => CreateExtension(conversation);

    /// <summary>Returns the run as far as it was recorded.</summary>
    public RunRecord ToRecord()
    {
        ConversationRecording[] recordings;
        lock (_lock)
            recordings = [.. _recordings];

        List<ConversationRecord> conversations = [.. recordings.Select(recording => recording.ToRecord()).OfType<ConversationRecord>()];
        return RunRecords.Of(Head() with { IsNarrowed = IsNarrowed || conversations.Exists(one => one.Turns.Any(turn => turn.IsPrelude)) }, conversations);
    }

    /// <summary>Writes the run to <see cref="Folder"/>, and removes the oldest runs beyond <see cref="RunRecorderOptions.RunsKept"/>.</summary>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The run.</returns>
    public async Task<RunRecord> CompleteAsync(CancellationToken cancellationToken = default)
    {
        _isComplete = true;
        var run = ToRecord();
        await Folder.WriteAsync(run, cancellationToken).ConfigureAwait(false);
        _unfinished.Close();
        Folder.RemoveOldest(_options.RunsKept);
        return run;
    }

    /// <summary>Completes the run, unless <see cref="CompleteAsync"/> was called.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isComplete)
            await CompleteAsync().ConfigureAwait(false);
    }

    internal ConversationRecording Add(ConversationRecording recording)
    {
        lock (_lock)
        {
            _recordings.Add(recording);
            recording.Number = _recordings.Count;
        }

        return recording;
    }

    /// <summary>Writes a conversation that has ended: it is what is left of it when the run is killed.</summary>
    internal void Save(ConversationRecording recording)
    {
        if (recording.ToRecord() is { } record)
            _unfinished.Write(recording.Number, record, () => Head() with { IsUnfinished = true });
    }

    private RunRecord Head() => new()
    {
        Id = Id,
        Name = _options.UsedName,
        Started = Started,
        Duration = Time.GetElapsedTime(_start),
        Verdict = TestOutcome.Error,
        Totals = new(),
        Environment = RunEnvironment.Detect(),
    };
}
