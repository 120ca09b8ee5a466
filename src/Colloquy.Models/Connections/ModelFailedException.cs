namespace Colloquy.Models;

/// <summary>Thrown when a service accepted a call and then reported, within its answer or stream, that the model failed.</summary>
/// <remarks>A call that the service refuses outright throws the SDK's own exception, with its HTTP status.</remarks>
public sealed class ModelFailedException : Exception
{
    internal ModelFailedException(string? code, string? reason, string? responseId)
        : base($"The model's service reported a failure{(code is null ? "" : $" ({code})")}: {reason ?? "no reason was given"}. What arrived before it is incomplete; the call can be made again.")
    {
        Code = code;
        ResponseId = responseId;
    }

    /// <summary>Gets the service's code for the failure, such as <c>server_error</c>; null when it sent none.</summary>
    public string? Code { get; }

    /// <summary>Gets the id of the response that failed; null when the service had not told it.</summary>
    public string? ResponseId { get; }
}
