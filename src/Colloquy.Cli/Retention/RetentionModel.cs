using System.CommandLine;
using Colloquy.Models;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>The model that a strategy needs, and the strategy that a name means.</summary>
internal static class RetentionModel
{
    /// <summary>Opens the model, and says who it is; null for a strategy that asks none.</summary>
    public static IChatClient? Open(ParseResult parsed, GlobalOptions globals, RetentionStrategy strategy, CliHost host) =>
        strategy == RetentionStrategy.Summary || strategy == RetentionStrategy.Importance ? Open(parsed, globals, host) : null;

    public static IChatClient Open(ParseResult parsed, GlobalOptions globals, CliHost host)
    {
        var name = parsed.GetValue(globals.Model) ?? ChatModels.DefaultName(host.ModelOptions);
        var client = host.OpenModel(name, host.ModelOptions);
        AgentOptions.Introduce(client, name, host.Terminal);
        return client;
    }

    public static PruneStrategy StrategyOf(RetentionStrategy strategy, int messages, IChatClient? client) =>
        strategy == RetentionStrategy.SlidingWindow ? PruneStrategy.SlidingWindow(messages)
        : strategy == RetentionStrategy.Summary ? PruneStrategy.SummarizeOld(client!, messages)
        : strategy == RetentionStrategy.Importance ? PruneStrategy.KeepImportant(client!, messages)
        : PruneStrategy.KeepLast(messages);
}
