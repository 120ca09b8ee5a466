using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent that books two seats and makes a note between, all in one response. Its model says what follows from the messages it is sent; what its tools do can be read in a file.</summary>
/// <param name="effects">The file to which each tool adds a line.</param>
/// <param name="kill">What may kill the process on the way.</param>
/// <param name="together">How many tool calls wait for one another before they return, so that they run at the same time; for a moment only, since in a resumed turn not all of them run.</param>
public sealed class BookingDesk(string effects, KillSwitch kill, int together = 1)
{
    public const string Input = "book";

    /// <summary>The calls of the model, in its order: by id, tool, and whether the tool is idempotent.</summary>
    public static readonly IReadOnlyList<(string Id, string Tool, bool Idempotent)> Calls = [("c1", "book", false), ("c2", "note", true), ("c3", "book", false)];

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>What the model was sent, call by call.</summary>
    public List<IReadOnlyList<ChatMessage>> Sent { get; } = [];

    public Agent CreateAgent(bool parallel, Durability durability = Durability.Step) => new(new Model(this, kill))
    {
        Tools = [AgentTool.Create(ActAsync, "book"), AgentTool.Create(ActAsync, "note", idempotent: true)],
        ParallelTools = parallel,
        Durability = durability,
    };

    private async Task<string> ActAsync(string id)
    {
        kill.Reach($"before the tool {id}");
        lock (_gate)
            File.AppendAllText(effects, $"{id}\n");
        kill.Reach($"inside the tool {id}");
        if (Interlocked.Increment(ref _waiting) >= together)
            _met.TrySetResult();
        if (together > 1)
            await Task.WhenAny(_met.Task, Task.Delay(Moment));
        kill.Reach($"after the tool {id}");
        return $"{id} done";
    }

    private sealed class Model(BookingDesk desk, KillSwitch kill) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            kill.Reach("before the model");
            List<ChatMessage> sent = [.. messages];
            desk.Sent.Add(sent);
            Balance.Check(sent);
            var answer = Answer(sent);
            kill.Reach("after the model");
            return Task.FromResult(new ChatResponse(answer) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 } });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static ChatMessage Answer(List<ChatMessage> sent)
        {
            if (sent.Exists(message => message.Contents.OfType<FunctionCallContent>().Any() && !message.Contents.OfType<TextReasoningContent>().Any()))
                throw new InvalidOperationException("A message lost its reasoning.");
            if (sent[^1].Role == ChatRole.User && sent[^1].Text == Input)
                return new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("Two seats, and a note of it."), .. Calls.Select(call => new FunctionCallContent(call.Id, call.Tool, new Dictionary<string, object?> { ["id"] = call.Id }))]);

            var results = sent.SelectMany(message => message.Contents).OfType<FunctionResultContent>();
            return new ChatMessage(ChatRole.Assistant, $"{sent.Count}: {string.Join("; ", results.Select(result => $"{result.CallId}={result.Result}"))}");
        }
    }
}
