using Microsoft.Extensions.AI;
using ModelContextProtocol;

namespace Banking;

/// <summary>A tool whose refusals the model reads. Of other exceptions, the protocol tells it nothing.</summary>
internal sealed class RefusingTool(AIFunction tool) : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (BankRefusalException refusal)
        {
            throw new McpException(refusal.Message, refusal);
        }
    }
}
