using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Writes a run as result files in the form of <c>Microsoft.Extensions.AI.Evaluation.Reporting</c>, format version 1: a file for each turn and trial.</summary>
/// <remarks>An execution is a run, a scenario is a turn of a conversation (<c>buy-boots[model-a].Select</c>), and an iteration is a trial, or a loss of a restart matrix. <c>docs/schemas/evaluation-result.v1.schema.json</c> describes the files. The reporting tool of that package was not run on them.</remarks>
public static class EvaluationResultFiles
{
    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Indented = new(AIJsonUtilities.DefaultOptions) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files to <c>results/EXECUTION/SCENARIO/ITERATION.json</c> in a folder. Turns that did not run have none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder: the storage root of that package.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The paths of the files.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(RunRecord run, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        List<string> paths = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (var conversation in run.Conversations.Where(one => !one.IsFork))
        {
            List<ChatMessage> history = [];
            foreach (var turn in conversation.Turns.Where(turn => turn.Number > 0))
            {
                // A method that takes several turns has a scenario for each.
                var name = FileName.Of($"{conversation.FullName}.{turn.Name}");
                var iteration = conversation.Restart is { } restart ? FileName.Of(restart) : conversation.Trial.ToString(CultureInfo.InvariantCulture);
                for (var i = 2; !taken.Add($"{name}/{iteration}"); i++)
                    name = FileName.Of($"{conversation.FullName}.{turn.Name} ({i.ToString(CultureInfo.InvariantCulture)})");

                var path = Path.Combine(Path.GetFullPath(folder), "results", FileName.Of(run.Id), name, $"{iteration}.json");
                if (turn.Input is not null)
                    history.Add(new ChatMessage(ChatRole.User, turn.Input));
                var output = Output(turn);
                var json = ToJson(run, conversation, turn, name, iteration, history, output).ToJsonString(Indented);
                await WholeFile.WriteTextAsync(path, json, cancellationToken).ConfigureAwait(false);
                history.AddRange(output);
                paths.Add(path);
            }
        }

        return paths;
    }

    private static JsonObject ToJson(RunRecord run, ConversationRecord conversation, TurnRecord turn, string scenario, string iteration, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatMessage> output) => new()
    {
        ["scenarioName"] = scenario,
        ["iterationName"] = iteration,
        ["executionName"] = FileName.Of(run.Id),
        ["creationTime"] = conversation.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["messages"] = Node(messages),
        ["modelResponse"] = Response(turn, output),
        ["evaluationResult"] = new JsonObject { ["metrics"] = EvaluationMetrics.Of(turn) },
        ["chatDetails"] = new JsonObject { ["turnDetails"] = new JsonArray([.. turn.ModelCalls.Select(Details)]) },
        ["tags"] = new JsonArray([.. Tags(conversation, turn).Select(tag => (JsonNode)tag)]),
        ["formatVersion"] = FormatVersion,
    };

    private static JsonObject Response(TurnRecord turn, IReadOnlyList<ChatMessage> output)
    {
        var response = new JsonObject { ["messages"] = Node(output), ["usage"] = Usage(turn.Usage) };
        if (turn.ModelCalls.Select(call => call.Model).LastOrDefault() is { } model)
            response["modelId"] = model;
        return response;
    }

    private static JsonObject Details(ModelCallRecord call)
    {
        var details = new JsonObject { ["latency"] = call.Duration.TotalSeconds, ["usage"] = Usage(call.Usage), ["cacheHit"] = call.Origin.HasFlag(AnswerOrigin.Replayed) };
        if (call.Model is not null)
            details["model"] = call.Model;
        return details;
    }

    private static IEnumerable<string> Tags(ConversationRecord conversation, TurnRecord turn) =>
    [
        $"conversation:{conversation.Name}",
        .. conversation.Variant is { } variant ? [$"variant:{variant}"] : Array.Empty<string>(),
        .. Words.Of(turn.Origin),
        $"outcome:{Words.Of(turn.Outcome)}",
    ];

    private static JsonObject Usage(TokenCounts usage) => new() { ["inputTokenCount"] = usage.Input, ["outputTokenCount"] = usage.Output, ["totalTokenCount"] = usage.Total };

    /// <summary>The messages that a turn added: each call with its result, and the answer.</summary>
    private static List<ChatMessage> Output(TurnRecord turn)
    {
        List<ChatMessage> messages = [];
        for (var i = 0; i < turn.ToolCalls.Count; i++)
        {
            var call = turn.ToolCalls[i];
            var id = call.CallId ?? $"call-{turn.Number}-{i + 1}";
            messages.Add(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, call.Name, call.Arguments.EnumerateObject().ToDictionary(argument => argument.Name, object? (argument) => argument.Value))]));
            if (call.Result is not null || call.Error is not null)
                messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, call.Result ?? call.Error)]));
        }

        if (turn.Answer is not null)
            messages.Add(new ChatMessage(ChatRole.Assistant, turn.Answer) { AuthorName = turn.Agent });
        return messages;
    }

    private static JsonNode? Node(IReadOnlyList<ChatMessage> messages) => JsonSerializer.SerializeToNode(messages.ToList(), AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>)));
}
