using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Turns a connection into what the SDK's clients are built from.</summary>
internal static class OpenAIPipeline
{
    private static readonly Uri s_default = new("https://api.openai.com/v1");

    public static OpenAIClientOptions ClientOptions(ModelConnection connection) =>
        Apply(new OpenAIClientOptions { Endpoint = connection.Endpoint ?? s_default }, connection);

    public static ResponsesClientOptions ResponsesOptions(ModelConnection connection) =>
        Apply(new ResponsesClientOptions { Endpoint = connection.Endpoint ?? s_default }, connection);

    public static AuthenticationPolicy Authentication(ModelConnection connection) => connection switch
    {
        { ApiKey: null or "" } => new NoAuthentication(),
        { ApiKeyHeader: { } header } => ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(connection.ApiKey), header),
        _ => ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(connection.ApiKey)),
    };

    private static T Apply<T>(T options, ModelConnection connection)
        where T : ClientPipelineOptions
    {
        options.NetworkTimeout = connection.Timeout;
        options.RetryPolicy = new ClientRetryPolicy(connection.MaxRetries);
        options.Transport = connection.HttpClient is { } client ? TolerantTransport.Over(client) : TolerantTransport.Shared;
        return options;
    }

    private sealed class NoAuthentication : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNextAsync(message, pipeline, currentIndex);
    }
}
