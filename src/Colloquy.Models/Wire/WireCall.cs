namespace Colloquy.Models;

/// <summary>What is known of the request whose answer is read.</summary>
/// <param name="Secrets">What must not stand in any exception.</param>
/// <param name="IsStreamed">Whether a stream was asked for.</param>
/// <param name="NewId">Makes the ids that a service left out: nine letters and digits, which every service takes back.</param>
internal sealed record WireCall(WireSecrets Secrets, bool IsStreamed, Func<string> NewId);
