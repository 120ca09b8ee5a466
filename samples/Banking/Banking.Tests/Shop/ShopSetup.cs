using Banking.Tests.StandIn;
using Colloquy.Models;

namespace Banking.Tests.Shop;

/// <summary>Configures conversations with a shop: a chat client that calls tools by itself, with one model for each variant.</summary>
public sealed class ShopSetup : IConversationSetup
{
    private static readonly ChatOptions s_options = new() { Instructions = "You sell boots. Say only what your tools return, and put into the basket only what the customer chose." };

    /// <inheritdoc />
    public void Configure(ConversationBuilder conversation)
    {
        var variant = conversation.Variant;
        conversation
            .AddToolHost(BootShop.NewHost())
            .UseChatClient(parts => parts.Client(() => CreateModel(variant)).AsBuilder().UseFunctionInvocation().Build(), s_options);
    }

    // Without a key, two stand-ins answer, which word their answers differently. SHOP_MODEL_A and SHOP_MODEL_B name real models.
    private static IChatClient CreateModel(string? variant) =>
        ChatModels.Create(Environment.GetEnvironmentVariable(variant == "model-b" ? "SHOP_MODEL_B" : "SHOP_MODEL_A") ?? "offline", new ChatModelOptions { OfflineRules = ShopRules.For(chatty: variant == "model-b") });
}
