using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Logs what is wrong with usage and prices.</summary>
internal static partial class UsageLog
{
    [LoggerMessage(40, LogLevel.Warning, "No price is known for model '{Model}' of provider '{Provider}': its calls are recorded without a cost, and count nothing against limits of money. Add it to the price file.")]
    public static partial void NoPrice(ILogger logger, string provider, string model);
}
