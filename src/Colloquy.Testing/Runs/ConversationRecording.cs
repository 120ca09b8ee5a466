using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Records a conversation for a <see cref="RunRecorder"/>: its turns as they end, and what a test framework says of them.</summary>
/// <remarks>Its members can be called from any thread, also after the conversation has ended, until the run is complete.</remarks>
public sealed class ConversationRecording : ConversationExtension
{
    private readonly RunRecorder _recorder;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, IReadOnlyDictionary<string, JsonElement>> _state = [];
    private readonly HashSet<int> _preludes = [];
    private readonly BlameNotes _blames = new();
    private readonly List<TurnNote> _notes = [];
    private readonly string _name;
    private readonly string? _variant;
    private readonly int _trial;
    private readonly bool _isFork;
    private Conversation? _conversation;
    private ConversationRecord? _ended;
    private DateTimeOffset? _started;
    private string? _restart;

    internal ConversationRecording(RunRecorder recorder, string name, string? variant, int trial, bool isFork = false) =>
        (_recorder, _name, _variant, _trial, _isFork) = (recorder, name, variant, trial, isFork);

    /// <summary>The number of the recording within the run, from 1.</summary>
    internal int Number { get; set; }

    /// <summary>Gets or sets what is to blame for a failure; null for what <see cref="BlameRules.Default"/> says.</summary>
    public Blame? Blame { get; set; }

    /// <summary>Gets or sets the name of the cassette that recorded or replayed the conversation; null for the file name of its <see cref="Testing.Cassette"/>, if it has one.</summary>
    public string? Cassette { get; set; }

    /// <summary>Records that the test of a turn passed. A check of the turn that failed stays failed.</summary>
    /// <param name="turn">The name of the turn.</param>
    public void Pass(string turn) => Add(new TurnNote(NotEmpty(turn), TestOutcome.Passed, null));

    /// <summary>Records that the test of a turn failed.</summary>
    /// <param name="turn">The name of the turn.</param>
    /// <param name="error">The exception: an assertion that failed, or an error.</param>
    public void Fail(string turn, Exception error) => Add(Failure(NotEmpty(turn), error));

    /// <summary>Records that the test of a turn failed, for a test framework that does not hand out the exception.</summary>
    /// <param name="turn">The name of the turn.</param>
    /// <param name="outcome">The outcome: <see cref="TestOutcome.Failed"/> when an assertion failed, else <see cref="TestOutcome.Error"/>.</param>
    /// <param name="exceptionType">The name of the exception's type; null when it is not known.</param>
    /// <param name="message">The message of the exception.</param>
    public void Fail(string turn, TestOutcome outcome, string? exceptionType, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!outcome.IsBad() || outcome == TestOutcome.Blocked)
            throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A test fails by an assertion or by an error.");

        Add(new TurnNote(NotEmpty(turn), outcome, _recorder.Text.Of(message), outcome == TestOutcome.Error ? new ProblemRecord(exceptionType is null ? "" : exceptionType[(exceptionType.LastIndexOf('.') + 1)..], _recorder.Text.Of(message)) : null));
    }

    /// <summary>Records that the conversation as a whole failed: it did not start, or it did not end cleanly.</summary>
    /// <param name="error">The exception.</param>
    public void Fail(Exception error) => Add(Failure(null, error));

    /// <summary>Records that a turn did not run, because a turn that it needs has no answer.</summary>
    /// <param name="turn">The name of the turn.</param>
    /// <param name="reason">The reason, which names the other turn.</param>
    public void Block(string turn, string reason) => Add(new TurnNote(NotEmpty(turn), TestOutcome.Blocked, _recorder.Text.Of(NotEmpty(reason))));

    /// <summary>Records that a turn was left out on purpose.</summary>
    /// <param name="turn">The name of the turn.</param>
    /// <param name="reason">The reason.</param>
    public void Skip(string turn, string reason) => Add(new TurnNote(NotEmpty(turn), TestOutcome.Skipped, _recorder.Text.Of(NotEmpty(reason))));

    /// <inheritdoc/>
    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        lock (_lock)
        {
            (_conversation, _started) = (conversation, _started ?? _recorder.Time.GetUtcNow());
            if (conversation.IsPrelude)
                _preludes.Add(turnNumber);
        }

        return default;
    }

    /// <inheritdoc/>
    public override async ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(turn);
        if (conversation.Session is not { } session || turn.Error is not null)
            return;

        Dictionary<string, JsonElement> state = [];
        try
        {
            foreach (var entry in await session.State.ListAsync().ConfigureAwait(false))
                state[entry.Key] = entry.Value;
        }
#pragma warning disable CA1031 // A store that fails fails the turn that uses it, and not the one that looks at it afterwards.
        catch (Exception error)
#pragma warning restore CA1031
        {
            state["$unreadable"] = _recorder.Text.Json(JsonSerializer.Serialize(error.Message, RunJsonContext.Default.String));
        }

        lock (_lock)
            _state[turn.Number] = state;
    }

    /// <inheritdoc/>
    public override ValueTask OnEndedAsync(Conversation conversation)
    {
        lock (_lock)
        {
            // What is recorded are texts and numbers; the conversation itself can go.
            _conversation ??= conversation;
            _ended = Read(_conversation);
            _conversation = null;
        }

        _recorder.Save(this);
        return default;
    }

    /// <inheritdoc/>
    internal override void OnTrialEnded(TrialEnd end)
    {
        lock (_lock)
        {
            _restart = end.Restart;

            // What a check or a turn says already is not said twice, but for a conversation that is judged as a whole.
            var isSaid = end.WasRun && end.Restart is null && (end.Error is null || ErrorChain.Of(end.Error).Any(error => error is NoAnswerException or CheckFailedException or CheckErrorException));
            if (!end.Passed && !isSaid)
                _notes.Add(new TurnNote(null, end.Error is { } error ? TurnNote.OutcomeOf(error) : end.Blame == Testing.Blame.Agent ? TestOutcome.Failed : TestOutcome.Error, _recorder.Text.Of(end.Reason ?? ""), Blame: end.Blame));
            if (!end.Passed)
                Blame ??= end.Blame;
        }

        _recorder.Save(this);
    }

    /// <inheritdoc/>
    public override ConversationExtension Fork() => _recorder.Add(new ConversationRecording(_recorder, _name, _variant, _trial, isFork: true));

    /// <summary>The record; null when nothing happened.</summary>
    internal ConversationRecord? ToRecord()
    {
        lock (_lock)
        {
            var record = _ended ?? (_conversation is { } running ? Read(running) : null);
            if (record is null && _notes.Count == 0 || record is { Turns.Count: 0, Checks.Count: 0 } && _notes.Count == 0)
                return null;

            record ??= new ConversationRecord { Name = _name, Variant = _variant, Trial = _trial, IsFork = _isFork, Outcome = TestOutcome.Passed, Started = _started ?? _recorder.Started, Totals = new() };
            return ConversationRecords.Complete(record with { Restart = _restart, Blame = Blame ?? record.Blame, Cassette = Cassette ?? record.Cassette }, _notes, _blames);
        }
    }

    private ConversationRecord Read(Conversation conversation)
    {
        var records = new TurnRecords(_recorder.Text);
        var looks = conversation.HostLooks.Reverse().DistinctBy(look => (look.Turn, look.Host, look.Tool, look.Arguments)).Reverse().ToLookup(look => look.Turn, records.Of);

        // A fork begins with turns of its parent, which are recorded there.
        var own = conversation.Turns.Where(turn => turn.Conversation == conversation).ToList();
        _blames.Read(own, conversation.Checks);
        return new ConversationRecord
        {
            Name = _name,
            Variant = _variant,
            Trial = _trial,
            IsFork = _isFork || conversation.Parent is not null,
            Outcome = conversation.Invalid is null ? TestOutcome.Passed : TestOutcome.Error,
            Blame = conversation.Invalid?.Blame,
            Reason = _recorder.Text.OfOrNull(conversation.Invalid?.Reason),
            Started = _started ?? _recorder.Started,
            Totals = new(),
            Cassette = Path.GetFileName(conversation.Extensions.OfType<Cassette>().FirstOrDefault(cassette => cassette.Mode != CassetteMode.Live)?.Path),
            ToolHosts = [.. conversation.ToolHosts.Select(host => host.Name)],
            Turns = [.. own.Select(turn => records.Of(turn, _state.GetValueOrDefault(turn.Number)) with { IsPrelude = _preludes.Contains(turn.Number), HostState = [.. looks[turn.Number]] })],
            Checks = [.. conversation.Checks.Select(records.Of)],
        };
    }

    private TurnNote Failure(string? turn, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new TurnNote(turn, TurnNote.OutcomeOf(error), _recorder.Text.Of(error.Message), _recorder.Text.Of(error), BlameNotes.Of(error, isOfTurn: turn is not null));
    }

    private void Add(TurnNote note)
    {
        bool hasEnded;
        lock (_lock)
        {
            _notes.Add(note);
            hasEnded = _ended is not null;
        }

        if (hasEnded)
            _recorder.Save(this);
    }

    private static string NotEmpty(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return value;
    }
}
