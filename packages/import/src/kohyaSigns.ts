/** Arguments of kohya's scripts that diffusers' own scripts do not have: by them each knows its files. */
export const kohyaSigns = [
  "network_module",
  "unet_lr",
  "text_encoder_lr",
  "max_train_epochs",
  "save_model_as",
  "clip_skip",
  "network_dim",
  "sample_every_n_epochs",
  "optimizer_type",
  // Of the form that writes JSON.
  "lr_warmup",
];
