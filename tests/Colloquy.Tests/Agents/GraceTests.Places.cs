using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <content>The places where a run waits for code that is not its own.</content>
public sealed partial class GraceTests
{
    private static readonly Dictionary<string, Func<Hang, Agent>> Places = new()
    {
        ["a tool"] = hang => Calling(AgentTool.Create(hang.WaitAsync, "work")),
        ["a tool that blocks its thread"] = hang => Calling(AgentTool.Create(hang.Block, "work")),
        ["one of several tools"] = hang => new(new ScriptedChatClient(Call(("a", "work", ""), ("b", "echo", "x")))) { ParallelTools = true, Tools = [AgentTool.Create(hang.WaitAsync, "work"), Echo] },
        ["a tool's result that is made while it is read"] = hang => Calling(AgentTool.Create(hang.Lazy, "work")),
        ["middleware before a tool"] = hang => new(new ScriptedChatClient(Call(("a", "echo", "x")))) { Tools = [Echo], Middleware = [new Around { BeforeTool = hang.WaitAsync }] },
        ["middleware after a tool"] = hang => new(new ScriptedChatClient(Call(("a", "echo", "x")))) { Tools = [Echo], Middleware = [new Around { AfterTool = hang.WaitAsync }] },
        ["an agent that is a tool"] = hang => new(new ScriptedChatClient(Assign)) { Tools = [new Agent(new HangingClient(hang)) { Name = "child", Limits = new() { Grace = TimeSpan.Zero } }.AsTool()] },
        ["a model"] = hang => new(new HangingClient(hang)),
        ["a model that blocks its thread"] = hang => new(new HangingClient(hang) { Blocks = true }),
        ["a model's later piece"] = hang => new(new HangingClient(hang) { Pieces = 2 }),
        ["the end of a model's stream"] = hang => new(new HangingClient(hang) { HangsAtTheEnd = true }),
        ["middleware before a model"] = hang => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Around { BeforeModel = hang.WaitAsync }] },
        ["middleware after a model"] = hang => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Around { AfterModel = hang.WaitAsync }] },
        ["a model within middleware around the run"] = hang => new(new HangingClient(hang)) { Middleware = [new Around()] },
        ["a model that a window asks"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy(new HangingClient(hang))] },
        ["a reducer"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new ChatReducerStrategy(new Reducer(hang))] },
        ["a window strategy"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new Strategy(hang)] },
        ["a token counter"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = new WindowPipeline(new TokenBudgetStrategy(100_000)) { Counter = new Counter(hang) } },
        ["a token counter beside a strategy that ends"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = new WindowPipeline(new ShortenToolResultsStrategy(100), new NewestTurnsStrategy(1)) { Counter = new Counter(hang) } },
        ["a token counter at the instructions"] = hang => new(new ScriptedChatClient(Say("hi"))) { Instructions = "Be brief.", Window = new WindowPipeline() { Counter = new Counter(hang) { BlocksAt = "Be brief." } } },
        ["a token counter at the tools"] = hang => new(new ScriptedChatClient(Say("hi"))) { Tools = [Echo], Window = new WindowPipeline() { Counter = new Counter(hang) { BlocksAt = "echo" } } },
        ["a token counter at what middleware changed"] = hang => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Instructing()], Window = new WindowPipeline() { Counter = new Counter(hang) { BlocksAt = "Be kind." } } },
        ["a provider before"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { Before = hang.WaitAsync }] },
        ["a provider before, which may be left out"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { Before = hang.WaitAsync, ContinueOnError = true }] },
        ["a provider after"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { After = hang.WaitAsync }] },
        ["a provider after a failure"] = hang => new(new ScriptedChatClient(Throw(new IOException("down")))) { ContextProviders = [new Provider { After = hang.WaitAsync }] },
        ["a history that is loaded"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new History(hang)] },
        ["a model that a provider asks"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new MemoryLearning(new HangingClient(hang))] },
        ["instructions"] = hang => new(new ScriptedChatClient(Say("hi")))
        {
            InstructionsFactory = async _ =>
            {
                await hang.WaitAsync();
                return null;
            },
        },
        ["an agent that was handed the turn"] = hang => new(new ScriptedChatClient(Call(("h", "transfer_to_next", "")))) { Handoffs = [new Agent(new HangingClient(hang)) { Name = "next" }] },
    };

    /// <summary>Code that goes on until a test lets it end, whatever it is told.</summary>
    private sealed class Hang
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task Left => _left.Task;

        public bool Breaks { get; init; }

        public void Release() => _go.TrySetResult();

        public async Task<string> WaitAsync()
        {
            _begun.TrySetResult();
            await _go.Task;
            _left.TrySetResult();
            return Breaks ? throw new InvalidOperationException("broke later") : "late";
        }

        public string Block() => WaitAsync().GetAwaiter().GetResult();

        public IEnumerable<AIContent> Lazy()
        {
            yield return new TextContent(Block());
        }
    }

    private sealed class HangingClient(Hang hang) : IChatClient
    {
        public bool Blocks { get; init; }

        public bool HangsAtTheEnd { get; init; }

        public int Pieces { get; init; }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new(new ChatMessage(ChatRole.Assistant, Blocks ? hang.Block() : await hang.WaitAsync())) { Usage = new() { InputTokenCount = 7 } };

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (var piece = 1; piece <= Pieces; piece++)
                    yield return new ChatResponseUpdate(ChatRole.Assistant, $"piece {piece}");
                if (!HangsAtTheEnd)
                    yield return new ChatResponseUpdate(ChatRole.Assistant, Blocks ? hang.Block() : await hang.WaitAsync());
            }
            finally
            {
                await hang.WaitAsync();
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Around : AgentMiddleware
    {
        public Func<Task<string>>? BeforeRun { get; init; }

        public Func<Task<string>>? AfterRun { get; init; }

        public Func<Task<string>>? BeforeTool { get; init; }

        public Func<Task<string>>? AfterTool { get; init; }

        public Func<Task<string>>? BeforeModel { get; init; }

        public Func<Task<string>>? AfterModel { get; init; }

        public override async Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
        {
            await (BeforeRun?.Invoke() ?? Task.FromResult(""));
            var answer = await next(request, CancellationToken.None);
            await (AfterRun?.Invoke() ?? Task.FromResult(""));
            return answer;
        }

        public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
        {
            await (BeforeTool?.Invoke() ?? Task.FromResult(""));
            var result = await next(request, cancellationToken);
            await (AfterTool?.Invoke() ?? Task.FromResult(""));
            return result;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await (BeforeModel?.Invoke() ?? Task.FromResult(""));
            await foreach (var update in next(request, cancellationToken))
                yield return update;
            await (AfterModel?.Invoke() ?? Task.FromResult(""));
        }
    }

    private sealed class Provider : ContextProvider
    {
        public Func<Task<string>>? Before { get; init; }

        public Func<Task<string>>? After { get; init; }

        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => await (Before?.Invoke() ?? Task.FromResult(""));

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => await (After?.Invoke() ?? Task.FromResult(""));
    }

    private sealed class History(Hang hang) : HistoryProvider
    {
        protected override async ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken)
        {
            await hang.WaitAsync();
            return [];
        }

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Reducer(Hang hang) : IChatReducer
    {
        public async Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
        {
            await hang.WaitAsync();
            return messages;
        }
    }

    private sealed class Counter(Hang hang) : TokenCounter
    {
        /// <summary>The text at which it does not return; null for messages.</summary>
        public string? BlocksAt { get; init; }

        public override int Count(ChatMessage message) => BlocksAt is null ? hang.Block().Length : 1;

        public override int Count(string text) => BlocksAt is { } at && text.Contains(at, StringComparison.Ordinal) ? hang.Block().Length : 1;
    }

    private sealed class Instructing : AgentMiddleware
    {
        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken) =>
            next(request with { Options = new ChatOptions { Instructions = "Be kind." } }, cancellationToken);
    }

    private sealed class Strategy(Hang hang) : CompactionStrategy
    {
        public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken) => await hang.WaitAsync();
    }
}
