// snippet: aspnet-tools
namespace SupportApi;

/// <summary>The tools of the agent. The order system comes from the container and is hidden from the model.</summary>
internal static class Orders
{
    public static Task<string> FindAsync(OrderSystem orders, string number, CancellationToken cancellationToken) =>
        orders.AskAsync($"Order {number}: a rain jacket for 80 dollars, on its way.", cancellationToken);

    public static Task<string> RefundAsync(OrderSystem orders, decimal amount, CancellationToken cancellationToken) =>
        orders.AskAsync($"{amount} dollars were refunded.", cancellationToken);
}

/// <summary>Stands in for the service of another team, which takes its time to answer.</summary>
internal sealed class OrderSystem(IConfiguration settings)
{
    public async Task<string> AskAsync(string answer, CancellationToken cancellationToken)
    {
        await Task.Delay(settings.GetValue("Orders:Latency", TimeSpan.Zero), cancellationToken);
        return answer;
    }
}
// snippet: end
