using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A model that answers oddly: ids that are empty or name two calls, names that nobody knows or services refuse, calls beside their results, nothing at all. It checks what it is sent.</summary>
internal sealed class OddModel(Random random) : IChatClient
{
    private static readonly string[] Ids = ["", " ", "c", "c", "d", "вызов", "\u0001", "call 7", new('x', 200)];
    private static readonly string[] Names = [.. OddTools.Names, .. OddTools.Names, "", " ", "no such", "нет", new('n', 100), "a.b/c"];
    private int _number;

    /// <summary>Whether it answers as models do.</summary>
    public bool IsPlain { get; set; }

    /// <summary>The texts that it said.</summary>
    public List<string> Said { get; } = [];

    public IReadOnlyList<ChatMessage> Sent { get; private set; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Sent = [.. messages];
        EchoingModel.EnsureBalanced(Sent);
        foreach (var tool in options?.Tools ?? [])
        {
            Check.That(tool is not AIFunction && tool.GetService<AIFunction>() is null, $"The client is given tool {tool.Name} to invoke.");
            Check.That(tool.Name.All(char.IsAscii) && tool.Name.Length is > 0 and <= 64, $"The client is given a tool named '{tool.Name}'.");
        }

        return Task.FromResult(new ChatResponse(Answer()) { ModelId = "odd" });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in (await GetResponseAsync(messages, options, cancellationToken)).Messages)
        {
            var id = $"m{_number++}";
            foreach (var content in message.Contents)
                yield return new ChatResponseUpdate(message.Role, [content]) { MessageId = id };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private List<ChatMessage> Answer()
    {
        if (IsPlain || random.Next(3) == 0)
            return [new ChatMessage(ChatRole.Assistant, Say())];

        return [.. Enumerable.Range(0, random.Next(4)).Select(_ => new ChatMessage(ChatRole.Assistant, [.. Enumerable.Range(0, random.Next(5)).SelectMany(_ => Content())]))];
    }

    private AIContent[] Content() => random.Next(8) switch
    {
        0 => [new TextContent(Say())],
        1 => [new TextContent("")],
        2 => [new TextReasoningContent("hm")],
        3 => [new FunctionResultContent(Pick(Ids), "alone")],
        4 => Served(Pick(Ids)),
        5 => [new FunctionCallContent(Pick(Ids), Pick(Names)) { InformationalOnly = true }],
        _ => [Call(Pick(Ids))],
    };

    /// <summary>A call that the client ran itself, with its result; sometimes it says so.</summary>
    private AIContent[] Served(string id)
    {
        var call = Call(id);
        call.InformationalOnly = random.Next(2) == 0;
        return [call, new FunctionResultContent(id, "served")];
    }

    private FunctionCallContent Call(string id) => new(id, Pick(Names), random.Next(3) switch
    {
        0 => null,
        1 => new Dictionary<string, object?>(),
        _ => new Dictionary<string, object?> { ["what"] = $"{random.Next(100)}" },
    });

    private string Say()
    {
        Said.Add($"said-{_number++}.");
        return Said[^1];
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
