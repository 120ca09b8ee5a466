using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Makes exchanges of a cassette of what a session's log holds: model calls with the messages that the model was shown, and tool calls with their results.</summary>
internal sealed class SessionExchanges(SessionTestOptions options, SecretScrubber secrets)
{
    private readonly MessageReading _reading = new(new RequestText(secrets, [.. options.Volatile]));
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordedModelCall, RecordedModel> _models = [];

    public List<RecordedCall> Calls { get; } = [];

    /// <summary>Gets the models that answered, each once.</summary>
    public IEnumerable<RecordedModel> Models => Calls.OfType<RecordedModelCall>().Select(call => _models[call]).DistinctBy(model => model.Name);

    /// <summary>Adds a model call.</summary>
    /// <param name="step">The number of the test's turn.</param>
    /// <param name="call">The call.</param>
    /// <param name="shown">What the model was shown.</param>
    /// <param name="answer">The messages of its response.</param>
    public void Add(int step, ModelCall call, Explanation shown, IReadOnlyList<ChatMessage> answer)
    {
        var client = options.ModelOf?.Invoke(shown.Agent) ?? "model";
        var settings = RequestSettings.Of(shown.Instructions, shown.Options ?? default, shown.Tools is { } tools ? tools.EnumerateArray().Select(HashOf) : [], _reading.Text);
        var conversation = shown.Options is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("conversationId", out var id) ? id.GetString() : null;
        var request = _reading.ReadRequest(client, shown.Messages, settings, conversation);
        var response = new ChatResponse([.. answer])
        {
            ModelId = call.Model,
            FinishReason = call.FinishReason is { } finish ? new ChatFinishReason(finish) : null,
            Usage = call.Usage,
        };
        var recorded = new RecordedModelCall
        {
            Turn = step,
            Id = "",
            Request = request,
            Repeated = _reading.ReadMessages(answer),
            Response = ResponseRecording.Of(response, null, call.ConversationId is { } kept ? _reading.NameConversation(kept) : null, secrets),
        };
        _models[recorded] = new RecordedModel(client, call.Provider, call.Model);
        Calls.Add(recorded);
    }

    /// <summary>Adds a tool call.</summary>
    /// <param name="step">The number of the test's turn.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it returned.</param>
    /// <param name="error">The error that the model was shown; null for a call that succeeded.</param>
    public void Add(int step, FunctionCallContent call, object? result, string? error)
    {
        var arguments = ScrubbedJson.Of(CassetteJson.ToElement(call.Arguments ?? new Dictionary<string, object?>()), secrets);
        Calls.Add(new RecordedToolCall
        {
            Turn = step,
            Host = options.HostOf?.Invoke(call.Name) ?? RecordedToolCall.AnyHost,
            Tool = call.Name,
            Arguments = arguments,
            Key = _reading.Text.Of(arguments, isData: true),

            // A tool that speaks to the model says what the model was told.
            Outcome = error is null ? RecordedOutcome.Of(result, CassetteJson.Options, secrets) : RecordedOutcome.Of(new ToolFailedException(error), secrets),
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
