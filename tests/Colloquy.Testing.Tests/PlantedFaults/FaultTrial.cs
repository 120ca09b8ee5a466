using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>One conversation, or several, of a row: with its fault, or of a correct agent that varies by the seed.</summary>
internal sealed partial class FaultTrial(FaultRow row, int seed, bool isPlanted)
{
    public const string Instructions = "You are the teller of a bank.";

    private readonly List<PlantedFaultExtension> _faults = [];

    public Variation Variation { get; } = new(seed);

    /// <summary>Whether the fault is planted.</summary>
    public bool IsPlanted { get; } = isPlanted;

    /// <summary>Whether the planted fault changed something.</summary>
    public bool WasApplied => _faults.Exists(fault => fault.WasApplied);

    /// <summary>The check as it stands in the source; null when the trial did not come so far.</summary>
    public string? Code { get; private set; }

    /// <summary>The result of a check that returns it; null for one that throws.</summary>
    public CheckResult? Result { get; private set; }

    /// <summary>Starts a conversation with a teller.</summary>
    public Task<Conversation> StartAsync(string name = "teller", bool isAgent = false, Action<ConversationBuilder>? hosts = null, Func<ConversationParts, IChatClient, Agent>? agent = null, Func<ConversationParts, IChatClient, ConversationTarget>? target = null, IChatClient? judge = null, IChatClient? user = null, TimeProvider? time = null)
    {
        var builder = new ConversationBuilder(name);
        Plant(builder);
        return Conversation.StartAsync(builder, conversation =>
        {
            if (judge is not null)
                conversation.AddModel("judge", () => judge);
            if (user is not null)
                conversation.AddModel("user", () => user);
            conversation.Streams = Variation.Streams;
            conversation.TimeProvider = time ?? TimeProvider.System;
            if (hosts is null)
                conversation.AddToolHost(new BankHost("bank", Variation));
            else
                hosts(conversation);

            Teller NewTeller() => new(Variation);
            if (target is not null)
                conversation.UseTarget(parts => target(parts, parts.Client(NewTeller)));
            else if (agent is not null)
                conversation.UseAgent(parts => agent(parts, parts.Client(NewTeller)));
            else if (isAgent || !Variation.UsesChatClient)
                conversation.UseAgent(parts => new Agent(parts.Client(NewTeller)) { Name = "teller", Instructions = Instructions, Tools = parts.Tools });
            else
                conversation.UseChatClient(parts => parts.Client(NewTeller).AsBuilder().UseFunctionInvocation().Build(), new ChatOptions { Instructions = Instructions });
        });
    }

    /// <summary>Configures a conversation with a teller, where something else starts it.</summary>
    public void Configure(ConversationBuilder conversation)
    {
        Plant(conversation);
        conversation.AddToolHost(new BankHost("bank", Variation)).UseAgent(parts => new Agent(parts.Client(() => new Teller(Variation))) { Instructions = Instructions, Tools = parts.Tools });
    }

    private void Plant(ConversationBuilder conversation)
    {
        if (!IsPlanted || row.Planted is not { } id)
            return;

        var fault = PlantedFaults.Find(id).CreateExtension();
        lock (_faults)
            _faults.Add(fault);
        conversation.AddExtension(fault);
    }

    /// <summary>Makes the check of the row, which returns its result.</summary>
    public async Task CheckAsync(Func<Task<CheckResult>> check, [CallerArgumentExpression(nameof(check))] string code = "")
    {
        Code = Clean(code);
        Result = await check();
        if (Result.Outcome != CheckOutcome.Passed)
            throw new CheckNotPassedException(Result);
    }

    /// <summary>Makes the check of the row.</summary>
    public async Task CheckAsync(Func<Task> check, [CallerArgumentExpression(nameof(check))] string code = "")
    {
        Code = Clean(code);
        await check();
    }

    /// <summary>Makes the check of the row.</summary>
    public Task CheckAsync(Func<object?> check, [CallerArgumentExpression(nameof(check))] string code = "")
    {
        Code = Clean(code);
        check();
        return Task.CompletedTask;
    }

    private static string Clean(string code) => Spaces.Replace(code, " ").Replace("() => ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}

/// <summary>A check returned that it did not pass.</summary>
internal sealed class CheckNotPassedException(CheckResult result) : Exception($"{result.Name} is {result.Outcome}: {result.Actual}")
{
    public CheckResult Result { get; } = result;
}
