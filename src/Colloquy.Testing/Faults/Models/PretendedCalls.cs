using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Lets a model believe that its calls were made, which they were not.</summary>
internal static class PretendedCalls
{
    private const int Most = 8;

    /// <summary>Makes no call, and lets the model answer as if each had succeeded.</summary>
    public static Task<ChatResponse> ClaimSuccess(FaultyCall call, CancellationToken cancellationToken) => PretendAsync(call, Success, cancellationToken);

    /// <summary>Makes no call that an earlier turn made with the same arguments: the old result is used.</summary>
    public static Task<ChatResponse> UseEarlierResults(FaultyCall call, CancellationToken cancellationToken)
    {
        var (calls, results) = (FaultyCall.CallsIn(call.Earlier), FaultyCall.ResultsIn(call.Earlier));
        return PretendAsync(call, Find, cancellationToken);

        object? Find(FunctionCallContent asked)
        {
            var before = calls.LastOrDefault(earlier => earlier.Name == asked.Name && Write(earlier) == Write(asked));
            return results.LastOrDefault(result => result.CallId == before?.CallId)?.Result;
        }
    }

    /// <summary>Shows the model each result that is an error as a success.</summary>
    public static Task<ChatResponse> HideErrors(FaultyCall call, CancellationToken cancellationToken)
    {
        var calls = FaultyCall.CallsIn(call.Messages).GroupBy(made => made.CallId).ToDictionary(same => same.Key, same => same.Last());
        return call.AskAsync(call.Messages.Select(message => message.Contents.Any(IsError) ? FaultyCall.With(message, message.Contents.Select(Hide)) : message), cancellationToken);

        bool IsError(AIContent content) =>
            content is FunctionResultContent result && calls.ContainsKey(result.CallId) && (result.Exception is not null || ToolResultText.Of(result.Result).StartsWith("error", StringComparison.OrdinalIgnoreCase));

        AIContent Hide(AIContent content) => IsError(content) && content is FunctionResultContent { CallId: var id } ? new FunctionResultContent(id, Success(calls[id])) : content;
    }

    private static async Task<ChatResponse> PretendAsync(FaultyCall call, Func<FunctionCallContent, object?> pretend, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = [.. call.Messages];
        for (var round = 0; round < Most; round++)
        {
            var response = await call.AskAsync([.. messages], cancellationToken).ConfigureAwait(false);
            var results = FaultyCall.CallsIn(response.Messages).Select(asked => (asked, result: CallFaults.IsHandoff(asked) ? null : pretend(asked))).ToList();
            if (results.Count == 0 || results.Exists(each => each.result is null))
                return response;

            messages.AddRange(response.Messages);
            messages.AddRange(results.Select(each => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(each.asked.CallId, each.result)])));
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "Done."));
    }

    /// <summary>What a tool could have returned: that it succeeded, and what it was given.</summary>
    public static object Success(FunctionCallContent asked)
    {
        var result = new JsonObject { ["success"] = true, ["message"] = "Done." };
        foreach (var (name, value) in asked.Arguments ?? new Dictionary<string, object?>())
            result[name] = JsonNode.Parse(ToolResultText.Write(value));
        return JsonSerializer.SerializeToElement<JsonNode>(result, JsonSerializerOptions.Web);
    }

    private static string Write(FunctionCallContent call) => ToolResultText.Write(call.Arguments ?? new Dictionary<string, object?>());
}
