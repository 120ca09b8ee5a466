using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>A stand-in for the model of a judge. It finds turns outside of a bank by their words, and else approves.</summary>
internal sealed class StandInJudge : IChatClient
{
    /// <summary>What it says instead; null for a verdict.</summary>
    public string? Says { get; init; }

    /// <summary>What it throws; null for nothing.</summary>
    public Exception? Throws { get; init; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Throws is not null)
            throw Throws;

        var sent = string.Join('\n', messages.Select(message => message.Text));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Says ?? (sent.Contains("The agent's role", StringComparison.Ordinal) ? JudgeRole(sent) : """{"reasoning":"It does.","verdict":"met","score":1}"""))) { ModelId = "stand-in-judge" });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static string JudgeRole(string sent)
    {
        var asked = Regex.Match(sent, @"For each of the turns ([\d, ]+), once").Groups[1].Value.Split(", ").Select(int.Parse);
        var said = sent.Split('\n').Where(line => line.StartsWith("{\"turn\":", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line)).ToList();
        return JsonSerializer.Serialize(new { turns = asked.Select(turn => new { turn, reasoning = "by its words", verdict = said.Exists(line => line.GetProperty("turn").ToString() == $"{turn}" && line.GetProperty("from").GetString() == "agent" && line.GetRawText().Contains("flour", StringComparison.OrdinalIgnoreCase)) ? "outside" : "within" }) });
    }
}
