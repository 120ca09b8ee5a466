using Banking.Tests.StandIn;

namespace Banking.Tests.Shop;

/// <summary>Configures conversations with a shop: a chat client that calls tools by itself, with one model for each variant.</summary>
public sealed class ShopSetup : IConversationSetup
{
    private static readonly ChatOptions s_options = new() { Instructions = "You sell boots. Say only what your tools return, and put into the basket only what the customer chose." };

    // Two stand-ins, which word their answers differently.
    private static readonly SampleModel s_modelA = new("SHOP_MODEL_A", ShopRules.For(chatty: false));
    private static readonly SampleModel s_modelB = new("SHOP_MODEL_B", ShopRules.For(chatty: true));

    /// <inheritdoc />
    public void Configure(ConversationBuilder conversation)
    {
        var model = conversation.Variant == "model-b" ? s_modelB : s_modelA;
        conversation
            .UseCassette("../Cassettes/", model.Mode, Cassettes.Options)
            .AddToolHost(BootShop.NewHost())
            .UseChatClient(parts => parts.Client(model.Create).AsBuilder().UseFunctionInvocation().Build(), s_options);
    }
}
