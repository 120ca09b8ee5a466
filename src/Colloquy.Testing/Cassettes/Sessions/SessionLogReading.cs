using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads a session's log as exchanges: each model call with the messages that the model was shown, and each tool call with its result.</summary>
internal sealed class SessionLogReading(Session session, SessionTestOptions options, SecretScrubber secrets)
{
    private readonly MessageReading _reading = new(new RequestText(secrets, [.. options.Volatile]));
    private readonly List<SessionEvent> _answer = [];
    private readonly Dictionary<string, FunctionCallContent> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private SessionEvent? _call;
    private bool _isNewInput;
    private bool? _answered;

    public List<SessionStep> Steps { get; } = [];

    public List<RecordedCall> Calls { get; } = [];

    public List<RecordedModel> Models { get; } = [];

    public List<string> Notes { get; } = [];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var one in session.ReadEventsAsync(new EventQuery { OnlyBranch = true }, cancellationToken).ConfigureAwait(false))
        {
            if (one.Kind == EntryKind.Message && _call is not null && one.Author is not null && one.Message?.Role == ChatRole.Assistant)
            {
                _answer.Add(one);
                continue;
            }

            if (one.Kind != EntryKind.ApprovalRequest)
                await EndCallAsync(cancellationToken).ConfigureAwait(false);
            Read(one);
        }

        await EndCallAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Read(SessionEvent one)
    {
        if (one.Unreadable is { } problem)
            Notes.Add($"The entry at position {one.Position} cannot be read, since it {problem}.");
        else if (one.IsPruned)
            Notes.Add($"The entry at position {one.Position} was pruned.");
        else if (one.Kind == EntryKind.TurnStart)
            _isNewInput = true;
        else if (one.Kind == EntryKind.ModelCall)
            _call = one;
        else if (one.Kind == EntryKind.ApprovalAnswer)
            ReadAnswer(one);
        else if (one.Kind == EntryKind.TurnResume)
            Resume(one);
        else if (one.Kind == EntryKind.TurnEnd && Steps.Count > 0)
            End(one);
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
            if (message.Contents.Any(content => content is not TextContent))
                Notes.Add($"Turn {Steps.Count + 1} of the test says only the text of the message at position {one.Position}, which has other content too.");
            Steps.Add(new SessionStep { Text = secrets.Scrub(message.Text) });
            _isNewInput = false;
        }
        else if (_isNewInput || one.Author is null)
        {
            Notes.Add($"The message of the {message.Role} at position {one.Position} was added from outside, which the test does not do.");
        }
    }

    private void Read(SessionEvent one, FunctionResultContent result)
    {
        if (!_calls.TryGetValue(result.CallId, out var call) || Steps.Count == 0)
            return;

        var arguments = ScrubbedJson.Of(CassetteJson.ToElement(call.Arguments ?? new Dictionary<string, object?>()), secrets);
        var error = one.Details is { } details && details.TryGetProperty("error", out var given) ? given.GetString() : null;
        Calls.Add(new RecordedToolCall
        {
            Turn = Steps.Count,
            Host = options.HostOf?.Invoke(call.Name) ?? RecordedToolCall.AnyHost,
            Tool = call.Name,
            Arguments = arguments,
            Key = _reading.Text.Of(arguments, isData: true),

            // A tool that speaks to the model says what the model was told.
            Outcome = error is null ? RecordedOutcome.Of(result.Result, CassetteJson.Options, secrets) : RecordedOutcome.Of(new ToolFailedException(error), secrets),
        });
    }

    private void ReadAnswer(SessionEvent one)
    {
        var approves = one.Subject == "approved";
        if (one.Subject == "withdrawn" || (_answered is { } other && other != approves))
            Notes.Add($"The approval at position {one.Position} was {one.Subject}, which the test cannot repeat: it approves or refuses all calls of a turn.");
        _answered ??= approves;
    }

    private void Resume(SessionEvent one)
    {
        if (_answered is { } approves)
            Steps.Add(new SessionStep { Approves = approves });
        else
            Notes.Add($"At position {one.Position} a turn was resumed after its process had ended, which the test does not repeat.");
        _answered = null;
    }

    private void End(SessionEvent one)
    {
        Steps[^1].Status = one.Subject ?? "completed";
        if (one.Subject is not ("completed" or "waiting"))
            Notes.Add($"Turn {Steps.Count} of the test ended as {one.Subject} in the session, so its answer is not whole.");
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
            Notes.Add($"The model call at position {entry.Position} for the purpose '{call.Purpose}' is not in the cassette, since a session does not keep its prompt.");
            return;
        }

        if (call.Error is not null || answer.Count == 0 || answer.Exists(message => message.IsPartial) || Steps.Count == 0)
        {
            Notes.Add($"The model call at position {entry.Position} has no whole answer, so it is not in the cassette.");
            return;
        }

        var shown = await session.Window.ExplainAsync(answer[0].Position, cancellationToken).ConfigureAwait(false);
        if (shown.IsPruned || shown.Missing.Count > 0)
            Notes.Add($"What the model was shown in the call at position {entry.Position} is not whole: {(shown.IsPruned ? "messages were pruned." : string.Join(' ', shown.Missing))} The request will not match.");
        Keep(call, shown, [.. answer.Select(message => message.Message!)]);
    }

    private void Keep(ModelCall call, Explanation shown, List<ChatMessage> answer)
    {
        var client = options.ModelOf?.Invoke(shown.Agent) ?? "model";
        var settings = RequestSettings.Of(shown.Instructions, shown.Options ?? default, shown.Tools is { } tools ? tools.EnumerateArray().Select(HashOf) : [], _reading.Text);
        var conversation = shown.Options is { } given && given.TryGetProperty("conversationId", out var id) ? id.GetString() : null;
        var request = _reading.ReadRequest(client, shown.Messages, settings, conversation);
        foreach (var asked in answer.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            _calls[asked.CallId] = asked;
            Steps[^1].Tools.Add(asked.Name);
        }

        if (!Models.Exists(model => model.Name == client))
            Models.Add(new RecordedModel(client, call.Provider, call.Model));
        Steps[^1].Answer = secrets.Scrub(answer[^1].Text);
        var response = new ChatResponse(answer)
        {
            ModelId = call.Model,
            FinishReason = call.FinishReason is { } finish ? new ChatFinishReason(finish) : null,
            Usage = call.Usage,
        };
        Calls.Add(new RecordedModelCall
        {
            Turn = Steps.Count,
            Id = "",
            Request = request,
            Repeated = _reading.ReadMessages(answer),
            Response = ResponseRecording.Of(response, null, call.ConversationId is { } kept ? _reading.NameConversation(kept) : null, secrets),
        });
    }

    private (string Name, string Hash) HashOf(JsonElement tool)
    {
        var raw = tool.GetRawText();
        if (!_hashes.TryGetValue(raw, out var hash))
            _hashes[raw] = hash = RequestSettings.HashOf(tool.GetProperty("description").GetString() ?? "", tool.TryGetProperty("parameters", out var schema) ? schema : null);
        return (tool.GetProperty("name").GetString()!, hash);
    }
}
