using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads a branch of a session's log as what a test does, turn by turn. It stops before the first turn that a test cannot repeat, since later answers depend on it.</summary>
internal sealed class SessionLogReading(Session session, SessionTestOptions options, SecretScrubber secrets)
{
    private readonly SessionExchanges _exchanges = new(options, secrets);
    private readonly List<SessionEvent> _answer = [];
    private readonly Dictionary<string, (int Order, FunctionCallContent Call)> _open = new(StringComparer.Ordinal);
    private (int Steps, int Calls, int Notes) _before;
    private SessionEvent? _call;
    private bool _isNewInput;
    private bool? _answered;
    private string? _status;
    private int _asked;

    public List<SessionStep> Steps { get; } = [];

    public List<string> Notes { get; } = [];

    public SessionExchanges Exchanges => _exchanges;

    /// <summary>Gets the number of the turn that is read.</summary>
    public int Turn { get; private set; }

    /// <summary>Gets why the turn cannot be repeated, as the end of a sentence that begins with the turn; null when all turns can.</summary>
    public string? Problem { get; private set; }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var one in session.ReadEventsAsync(new EventQuery { OnlyBranch = true }, cancellationToken).ConfigureAwait(false))
        {
            if (one.Kind == EntryKind.TurnStart)
            {
                await EndTurnAsync(cancellationToken).ConfigureAwait(false);
                if (Problem is not null || Turn == options.LastTurn)
                    return;
                if (Steps.Count >= SessionTestOptions.MostTurns)
                    throw SessionTestException.TooLong(session);
                BeginTurn();
            }

            if (one.Kind == EntryKind.Message && _call is not null && one.Author is not null && one.Message?.Role == ChatRole.Assistant)
            {
                _answer.Add(one);
                continue;
            }

            if (one.Kind != EntryKind.ApprovalRequest)
                await EndCallAsync(cancellationToken).ConfigureAwait(false);
            Read(one);
            if (Problem is not null)
                return;
        }

        await EndTurnAsync(cancellationToken).ConfigureAwait(false);
    }

    private void BeginTurn()
    {
        Turn++;
        _before = (Steps.Count, _exchanges.Calls.Count, Notes.Count);
        (_isNewInput, _answered, _status) = (true, null, null);
        _open.Clear();
    }

    private void Read(SessionEvent one)
    {
        if (one.Unreadable is { } problem)
            Stop($"has an entry that cannot be read (position {one.Position}): it {problem}");
        else if (one.IsPruned)
            Stop($"has content that was removed from the session (position {one.Position})");
        else if (one.Kind == EntryKind.ModelCall)
            _call = one;
        else if (one.Kind == EntryKind.ApprovalRequest)
            ReadRequest(one);
        else if (one.Kind == EntryKind.ApprovalAnswer)
            ReadAnswer(one);
        else if (one.Kind == EntryKind.TurnResume)
            Resume();
        else if (one.Kind == EntryKind.TurnEnd)
            _status = one.Subject ?? "completed";
        else if (one is { Kind: var kind, Message: { } message } && kind == EntryKind.Message)
            Read(one, message);
    }

    private void Read(SessionEvent one, ChatMessage message)
    {
        if (message.Contents.OfType<FunctionResultContent>().ToList() is { Count: > 0 } results)
        {
            foreach (var result in results)
                Read(one, result);
        }
        else if (_isNewInput && message.Role == ChatRole.User)
        {
            _isNewInput = false;
            if (message.Contents.FirstOrDefault(content => content is not TextContent) is { } content)
                Stop($"is said with content that a test class does not hold: {(content as DataContent)?.MediaType ?? (content as UriContent)?.MediaType ?? content.GetType().Name}");
            else
                Steps.Add(new SessionStep { Turn = Turn, Text = secrets.Scrub(message.Text) });
        }
        else if (_isNewInput || one.Author is null)
        {
            Stop($"has a message of the {message.Role} that the application added (position {one.Position})");
        }
    }

    private void Read(SessionEvent one, FunctionResultContent result)
    {
        if (!_open.Remove(result.CallId, out var asked) || Steps.Count == 0)
            return;

        // A call that was refused was not made.
        if (Steps[^1].Approves == false)
            return;

        var details = one.Details ?? default;
        var error = details.TryGetProperty("error", out var given) ? given.GetString() : null;
        if (details.TryGetProperty("childSession", out _))
            Stop($"has a call of the tool '{asked.Call.Name}', an agent whose model calls are in a session of its own");
        else if (error is not null && !(details.TryGetProperty("milliseconds", out var time) && time.GetDouble() > 0))
            Stop($"has a call of the tool '{asked.Call.Name}' that was not made, or whose result was lost with the process of the turn");
        if (Problem is not null)
            return;

        _exchanges.Add(Steps.Count, asked.Call, result.Result, error);
        Steps[^1].AddExecuted(asked.Order, asked.Call.Name);
    }

    private void ReadRequest(SessionEvent one)
    {
        if (Steps.Count > _before.Steps && one.Details is { } details && details.TryGetProperty("tool", out var tool))
            Steps[^1].Waiting.Add(tool.GetString()!);
    }

    private void ReadAnswer(SessionEvent one)
    {
        var approves = one.Subject == "approved";
        if (one.Subject == "withdrawn")
            Stop("has an approval that was withdrawn, since the conversation went on without an answer");
        else if (one.Subject == "expired")
            Stop("has an approval that nobody answered in time");
        else if (one.Details is { } details && details.TryGetProperty("remembered", out var remembered) && remembered.ValueKind == JsonValueKind.True)
            Stop("has an approval that an earlier answer decided");
        else if (_answered is { } other && other != approves)
            Stop("has calls of which some were approved and others refused; a test approves or refuses all");
        _answered = approves;
    }

    private void Resume()
    {
        if (_answered is { } approves)
            Steps.Add(new SessionStep { Turn = Turn, Approves = approves });
        else
            Stop("was resumed, after its process had ended or with results from its caller");
        (_answered, _status) = (null, null);
    }

    private async Task EndTurnAsync(CancellationToken cancellationToken)
    {
        await EndCallAsync(cancellationToken).ConfigureAwait(false);
        if (Turn == 0 || Problem is not null)
            return;

        if (Steps.Count == _before.Steps)
            Stop("has no message of a user");
        else if (!_exchanges.Calls.Skip(_before.Calls).OfType<RecordedModelCall>().Any() && _status is null or "completed")
            Stop("has no answer of a model: the application added its messages");
        else if (_status is not ("completed" or "waiting"))
            Stop(_status is null ? "has no end: its process ended, or it still runs" : $"ended as {_status}, so its answer is not whole");
        else if (_status == "waiting" && Steps[^1].Waiting.Count == 0)
            Stop("waits for results from its caller");
        else if (_status == "completed" && _open.Values.FirstOrDefault() is { Call: { } call })
            Stop($"has a call of the tool '{call.Name}' without a result");
    }

    /// <summary>Makes an exchange of a model call and the messages of its response.</summary>
    private async Task EndCallAsync(CancellationToken cancellationToken)
    {
        if (_call is not { ModelCall: { } call } entry)
            return;

        var answer = _answer.ToList();
        (_call, _isNewInput) = (null, false);
        _answer.Clear();
        if (call.Purpose is not null)
        {
            Stop($"has a model call for the purpose '{call.Purpose}', whose prompt a session does not keep");
        }
        else if (answer.Exists(message => message.IsPartial))
        {
            Stop("has an answer that broke off");
        }
        else if (call.Error is not null)
        {
            Notes.Add($"A model call of turn {Turn} failed, and was made again. The test makes it once.");
        }
        else if (answer.Count == 0 || Steps.Count == _before.Steps)
        {
            Stop("has a model call without an answer");
        }
        else
        {
            var shown = await session.Window.ExplainAsync(answer[0].Position, cancellationToken).ConfigureAwait(false);
            if (shown.IsPruned || shown.Missing.Count > 0)
                Stop($"has a model call whose messages are not whole: {(shown.IsPruned ? "some were removed from the session" : string.Join(' ', shown.Missing).TrimEnd('.'))}");
            else
                Keep(call, shown, [.. answer.Select(message => message.Message!)]);
        }
    }

    private void Keep(ModelCall call, Explanation shown, List<ChatMessage> answer)
    {
        _exchanges.Add(Steps.Count, call, shown, answer);
        foreach (var asked in answer.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
            _open[asked.CallId] = (_asked++, asked);
        Steps[^1].Answer = string.Concat(answer.SelectMany(message => message.Contents.OfType<TextContent>()).Select(content => secrets.Scrub(content.Text)));
    }

    /// <summary>Forgets what was read of the turn: the test ends before it.</summary>
    private void Stop(string problem)
    {
        if (Problem is not null)
            return;

        Problem = problem;
        Turn = Math.Max(Turn, 1);
        Steps.RemoveRange(_before.Steps, Steps.Count - _before.Steps);
        _exchanges.Calls.RemoveRange(_before.Calls, _exchanges.Calls.Count - _before.Calls);
        Notes.RemoveRange(_before.Notes, Notes.Count - _before.Notes);
    }
}
