using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Records a run of tests: every conversation that it gives an extension to.</summary>
/// <remarks>Conversations can run in parallel. Nothing is written before <see cref="CompleteAsync"/>. Give the recorder to <see cref="ConversationDefaults.AddExtensions"/> to record every conversation of the process.</remarks>
public sealed class RunRecorder : IConversationExtensionProvider, IAsyncDisposable
{
    private readonly RunRecorderOptions _options;
    private readonly Lock _lock = new();
    private readonly List<ConversationRecording> _recordings = [];
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

        IReadOnlyList<ConversationRecord> conversations =
        [
            .. recordings.Select(recording => recording.ToRecord()).OfType<ConversationRecord>()
                .OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Variant, StringComparer.Ordinal).ThenBy(one => one.Trial).ThenBy(one => one.IsFork).ThenBy(one => one.Started),
        ];
        var totals = RunTotals.Sum([.. conversations.Select(one => one.Totals)]);
        return new RunRecord
        {
            Id = Id,
            Name = _options.UsedName,
            Started = Started,
            Duration = Time.GetElapsedTime(_start),
            Verdict = totals.Tests == 0 ? TestOutcome.Error : TestOutcomes.Worst(conversations.Select(one => one.Outcome)) ?? TestOutcome.Error,
            Totals = totals,
            Environment = RunEnvironment.Detect(),
            Conversations = conversations,
        };
    }

    /// <summary>Writes the run to <see cref="Folder"/>, and removes the oldest runs beyond <see cref="RunRecorderOptions.RunsKept"/>.</summary>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The run.</returns>
    public async Task<RunRecord> CompleteAsync(CancellationToken cancellationToken = default)
    {
        _isComplete = true;
        var run = ToRecord();
        await Folder.WriteAsync(run, cancellationToken).ConfigureAwait(false);
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
            _recordings.Add(recording);
        return recording;
    }
}
