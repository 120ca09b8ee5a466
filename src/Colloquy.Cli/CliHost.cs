using Colloquy.Models;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>What commands take from outside, so that a test can put something else there.</summary>
internal sealed class CliHost
{
    public required Terminal Terminal { get; init; }

    public required Interrupts Interrupts { get; init; }

    /// <summary>Opens standard input as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStreams.OpenInput;

    /// <summary>Looks up an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The folder for this user's data; empty when the system names none.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder that the command runs in.</summary>
    public string CurrentFolder { get; init; } = Directory.GetCurrentDirectory();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens a model by name.</summary>
    public Func<string, ChatModelOptions, IChatClient> OpenModel { get; init; } = static (name, options) => ChatModels.Create(name, options);

    /// <summary>Opens the model that finds memories by their meaning.</summary>
    public Func<CliHost, IEmbeddingGenerator<string, Embedding<float>>> OpenEmbeddings { get; init; } = LocalEmbeddings.Open;

    /// <summary>The tools that the model of a chat may call.</summary>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>Who answers approvals here; null when the system names nobody.</summary>
    public string? UserName => Environment("USER") ?? Environment("USERNAME");

    public ChatModelOptions ModelOptions => new() { Environment = Environment };

    public static CliHost OfProcess(Interrupts interrupts) => new()
    {
        Terminal = Terminal.OfProcess(System.Environment.GetEnvironmentVariable),
        Interrupts = interrupts,
        Environment = System.Environment.GetEnvironmentVariable,
        DataFolder = Cli.DataFolder.Of(System.Environment.GetEnvironmentVariable),
    };
}
