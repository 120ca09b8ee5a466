using System.Text.Json;
using Banking;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>A bank in the process of the test.</summary>
internal sealed class BankHost(string name, Variation variation, string? prefix = null, string? note = null) : ToolHost(name)
{
    /// <summary>What happens after the next call, before its result is known; null for nothing.</summary>
    public Func<Task>? AfterNextCall { get; set; }

    public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) =>
        new([.. BankTools.Create(new Bank(TimeProvider.System)).Select(tool => new BankTool(tool, prefix + tool.Name, this))]);

    public override string GetOwnName(string tool) => prefix is not null && tool.StartsWith(prefix, StringComparison.Ordinal) ? tool[prefix.Length..] : tool;

    private Task DelayAsync(CancellationToken cancellationToken) => variation.DelayAsync(cancellationToken);

    /// <summary>Adds the text of somebody else to the transactions.</summary>
    private object? Note(object? result) =>
        note is not null && result is JsonElement json ? JsonSerializer.SerializeToElement(new { transactions = new[] { new { description = note } }, count = 1, was = json }) : result;

    private sealed class BankTool(AIFunction tool, string name, BankHost host) : DelegatingAIFunction(tool)
    {
        public override string Name => name;

        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            await host.DelayAsync(cancellationToken);
            try
            {
                var result = await base.InvokeCoreAsync(arguments, cancellationToken);
                if (host.AfterNextCall is { } after)
                {
                    host.AfterNextCall = null;
                    await after();
                }

                return name.EndsWith("get_transactions", StringComparison.Ordinal) ? host.Note(result) : result;
            }
            catch (BankRefusalException refusal)
            {
                throw new ToolFailedException(refusal.Message);
            }
        }
    }
}
